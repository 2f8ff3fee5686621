//! Logging in and out. Whoever was on his way somewhere gets there; whoever sent a form after his login had ended finds it
//! again, whole, and sends it with one press of a button.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::{HeaderMap, SET_COOKIE};
use axum::response::{IntoResponse, Redirect, Response};
use bronya_gate::entry::Realm;
use bronya_gate::{Caller, Denial, Gate, Identity, reading};
use garde::Validate;
use serde::Deserialize;

use super::next::ours;
use crate::asked::{Form, Here, Visitor};
use crate::cookies;
use crate::fields::{Field, Trouble};
use crate::one_form::OneForm;
use crate::page::Frame;
use crate::paths;
use crate::tongue::Tongue;

/// The longest password that is looked at, in bytes.
const PASSWORD_MOST: usize = 1024;
/// The longest login name that is looked at, in bytes.
const NAME_MOST: usize = 1024;

/// Where somebody wanted to go.
#[derive(Deserialize, Validate)]
struct LoginQuery {
    /// The place.
    #[garde(length(max = 4096))]
    next: Option<String>,
}

/// Who comes in, and what he was about.
#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LoginForm {
    /// His login name.
    #[garde(length(max = NAME_MOST))]
    name: Option<String>,
    /// His password.
    #[garde(length(max = PASSWORD_MOST))]
    password: Option<String>,
    /// Where he wanted to go, or where his form was to go.
    #[garde(length(max = 4096))]
    next: Option<String>,
    /// What his form said.
    #[garde(skip)]
    form: Option<String>,
}

/// The login page that leads to a place afterwards.
pub(crate) fn path_to(place: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("next", place);
    format!("/login?{}", query.finish())
}

/// The login page for somebody whose login ended before he sent a form. It keeps what he typed.
pub(crate) fn again(tongue: Tongue, action: &str, form: String) -> Response {
    let kept = LoginForm {
        name: None,
        password: None,
        next: Some(action.to_owned()),
        form: Some(form),
    };
    let mut page = page(tongue, &kept);
    page.lines = vec![tongue.word("login.ended")];
    (StatusCode::UNAUTHORIZED, page.page()).into_response()
}

pub(super) async fn show(
    visitor: Visitor,
    RawQuery(query): RawQuery,
    Here(here): Here,
) -> Response {
    let shown = async {
        let LoginQuery { next } = reading::query(&query.unwrap_or_default())?;
        let empty = LoginForm {
            name: None,
            password: None,
            next,
            form: None,
        };
        let mut page = page(visitor.tongue, &empty);
        page.frame.here = Some(here);
        Ok(page.page())
    };
    visitor.shown(shown.await)
}

pub(super) async fn log_in(
    State(gate): State<Gate>,
    visitor: Visitor,
    Form(mut form): Form<LoginForm>,
) -> Response {
    let password = form.password.take().unwrap_or_default();
    let name = form.name.clone().unwrap_or_default();
    let realm = Realm::house();
    let entry = gate.log_in(&realm, &name, &password, &visitor.from);
    match entry.await {
        Ok(entry) => {
            let cookie = cookies::keep_pass(&gate, &gate.tokens().pass(&entry.session));
            ([(SET_COOKIE, cookie)], gone_on(visitor.tongue, &form)).into_response()
        }
        Err(denial) => visitor.told(refused(visitor.tongue, &form, denial)),
    }
}

pub(super) async fn log_out(
    State(gate): State<Gate>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Response {
    let left = async {
        if let Some(pass) = cookies::pass(&gate, &headers) {
            let identity = Identity::of_pass(&gate, pass).await?;
            if matches!(identity, Identity::Person(_)) {
                gate.log_out(&Caller::outside(identity)).await?;
            }
        }
        let cookie = cookies::forget_pass(&gate);
        Ok(([(SET_COOKIE, cookie)], Redirect::to("/login")).into_response())
    };
    visitor.told(left.await)
}

/// Where he wanted to go; with a form that came too late, the page on which he sends it after all.
fn gone_on(tongue: Tongue, form: &LoginForm) -> Response {
    let place = form.next.as_deref().and_then(ours);
    match (place, &form.form) {
        (Some(action), Some(kept)) => unsent(tongue, action, kept),
        (place, None) => Redirect::to(place.unwrap_or(paths::HOME)).into_response(),
        (None, Some(_)) => Redirect::to(paths::HOME).into_response(),
    }
}

/// A form that came too late, with a button that sends it.
fn unsent(tongue: Tongue, action: &str, form: &str) -> Response {
    let fields = form_urlencoded::parse(form.as_bytes()).into_owned();
    let page = OneForm {
        frame: Frame::bare(tongue, tongue.word("unsent.title")),
        trouble: None,
        lines: vec![tongue.word("unsent.lead")],
        hidden: fields.collect(),
        fields: Vec::new(),
        action: action.to_owned(),
        button: tongue.word("unsent.button"),
        links: vec![(tongue.word("unsent.leave"), paths::HOME.into())],
    };
    page.page().into_response()
}

/// The page once more, where it was name or password that would not do; every other "no" is a page of its own.
fn refused(tongue: Tongue, form: &LoginForm, denial: Denial) -> Result<Response, Denial> {
    let words = match denial.code {
        "wrong_login" => "login.wrong",
        "account_blocked" => "login.blocked",
        _ => return Err(denial),
    };
    let mut page = page(tongue, form);
    page.trouble = Some(Trouble::about(tongue, "name", tongue.word(words)));
    Ok(page.page().into_response())
}

fn page(tongue: Tongue, form: &LoginForm) -> OneForm {
    let name = Field {
        value: form.name.clone().unwrap_or_default(),
        fill: Some("username"),
        most: Some(NAME_MOST),
        ..Field::new("name", "text", tongue.word("field-login"))
    };
    let password = Field {
        fill: Some("current-password"),
        ..Field::new("password", "password", tongue.word("field-password-now"))
    };
    let next = form.next.as_deref().and_then(ours).map(str::to_owned);
    let hidden = [("next", next), ("form", form.form.clone())];
    let hidden = hidden.into_iter();
    OneForm {
        frame: Frame::bare(tongue, tongue.word("login.title")),
        trouble: None,
        lines: Vec::new(),
        hidden: hidden
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect(),
        fields: vec![name, password],
        action: "/login".into(),
        button: tongue.word("login.button"),
        links: vec![(tongue.word("forgotten.title"), "/forgotten".into())],
    }
}
