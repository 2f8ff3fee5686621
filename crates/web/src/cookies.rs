//! What browsers keep for us: the pass of whoever is logged in, and the language that he chose on this machine.

use axum::http::header::{COOKIE, HeaderMap, HeaderValue};
use bronya_domain::catalog::Language;
use bronya_gate::Gate;
use bronya_gate::entry::Realm;

/// The pass. Behind https its name says that it can have come from nobody but us.
const PASS: &str = "bronya";
const PASS_SECURED: &str = "__Host-bronya";
const LANGUAGE: &str = "bronya-language";
/// How long a chosen language is kept, in seconds.
const LANGUAGE_LIVES: i64 = 365 * 24 * 60 * 60;

/// The pass that a request shows.
pub(crate) fn pass<'a>(gate: &Gate, headers: &'a HeaderMap) -> Option<&'a str> {
    value(headers, pass_name(gate))
}

/// Has the browser keep a pass for as long as a login holds. Scripts never see it, and no other site can have it sent with
/// anything but a link that is followed.
pub(crate) fn keep_pass(gate: &Gate, pass: &str) -> HeaderValue {
    let lives = Realm::house().session_lives.as_secs();
    written(gate, pass_name(gate), pass, lives, "; HttpOnly")
}

/// Has the browser forget the pass.
pub(crate) fn forget_pass(gate: &Gate) -> HeaderValue {
    written(gate, pass_name(gate), "", 0, "; HttpOnly")
}

/// The language that somebody chose on this machine.
pub(crate) fn language(headers: &HeaderMap) -> Option<Language> {
    match value(headers, LANGUAGE)? {
        "ru" => Some(Language::Ru),
        "en" => Some(Language::En),
        _ => None,
    }
}

/// Has the browser keep the language that somebody chose, by its tag.
pub(crate) fn keep_language(gate: &Gate, tag: &str) -> HeaderValue {
    written(gate, LANGUAGE, tag, LANGUAGE_LIVES, "; HttpOnly")
}

fn pass_name(gate: &Gate) -> &'static str {
    if is_secured(gate) { PASS_SECURED } else { PASS }
}

fn is_secured(gate: &Gate) -> bool {
    gate.public_url().starts_with("https://")
}

fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(COOKIE).iter();
    let cookies = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'));
    let mut named = cookies.filter_map(|cookie| cookie.trim().split_once('='));
    let (_, value) = named.find(|(own, _)| *own == name)?;
    Some(value).filter(|value| !value.is_empty())
}

fn written(gate: &Gate, name: &str, value: &str, lives: i64, also: &str) -> HeaderValue {
    let secure = if is_secured(gate) { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; Max-Age={lives}; SameSite=Lax{also}{secure}");
    HeaderValue::from_str(&text).expect("passes and tags are plain letters")
}
