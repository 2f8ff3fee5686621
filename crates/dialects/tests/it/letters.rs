//! Letters as their readers get them: taken out of the courier's folder, decoded.

use std::fs;
use std::path::Path;

use mail_parser::MessageParser;

/// A letter that arrived.
#[derive(Clone, Debug)]
pub struct Mail {
    /// The file that it is; no two letters share one.
    pub file: String,
    /// When it became owed. Letters that became owed at once have no order.
    pub owed: String,
    pub to: String,
    pub subject: String,
    pub text: String,
    /// Its HTML, with the entities in it decoded, so that its links are links.
    pub html: String,
}

/// The letters of a folder, in the order in which they became owed.
pub fn unread(folder: &Path) -> Vec<Mail> {
    let listed = fs::read_dir(folder).expect("the folder is there");
    let names = listed.map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = names
        .map(|name| name.into_string().expect("a plain name"))
        .filter(|name| name.ends_with(".eml"))
        .collect();
    names.sort();
    names.iter().map(|name| read(folder, name)).collect()
}

fn read(folder: &Path, name: &str) -> Mail {
    let bytes = fs::read(folder.join(name)).expect("a file");
    let parsed = MessageParser::default().parse(&bytes).expect("a letter");
    let to = parsed.to().and_then(|to| to.first()?.address.as_deref());
    let owed = name.split_inclusive('Z').next().unwrap_or_default();
    Mail {
        file: name.to_owned(),
        owed: owed.to_owned(),
        to: to.unwrap_or_default().to_owned(),
        subject: parsed.subject().unwrap_or_default().to_owned(),
        text: parsed
            .body_text(0)
            .unwrap_or_default()
            .replace("\r\n", "\n"),
        html: decoded(
            &parsed
                .body_html(0)
                .unwrap_or_default()
                .replace("\r\n", "\n"),
        ),
    }
}

/// A text of HTML with the entities in it as the characters that they stand for.
pub fn decoded(html: &str) -> String {
    let mut plain = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('&') {
        plain += before;
        let entity = after.split_once(';');
        match entity.and_then(|(name, after)| Some((meant(name)?, after))) {
            Some((letter, after)) => {
                plain.push(letter);
                rest = after;
            }
            None => {
                plain.push('&');
                rest = after;
            }
        }
    }
    plain + rest
}

fn meant(entity: &str) -> Option<char> {
    let code = |digits: &str, radix| char::from_u32(u32::from_str_radix(digits, radix).ok()?);
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        number => {
            let number = number.strip_prefix('#')?;
            match number.strip_prefix(['x', 'X']) {
                Some(digits) => code(digits, 16),
                None => code(number, 10),
            }
        }
    }
}

#[test]
fn entities_are_what_they_stand_for() {
    let html = "<a href=\"/x?a=1&amp;b=2\">&#1078;&#x436; &laquo; &amp;lt; A&B</a>";
    let plain = "<a href=\"/x?a=1&b=2\">жж &laquo; &lt; A&B</a>";
    assert_eq!(decoded(html), plain);
}
