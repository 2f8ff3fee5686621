//! In which language a page speaks to somebody of whom nothing else is known: what his browser asks for.

use axum::http::header::{ACCEPT_LANGUAGE, HeaderMap};
use bronya_domain::catalog::Language;

/// The longest list of languages that is looked at, in bytes.
const LIST_MOST: usize = 1024;

/// Of the languages that we speak, the one that the browser wants most; English where it wants none of them.
pub(crate) fn wanted(headers: &HeaderMap) -> Language {
    let list = headers.get(ACCEPT_LANGUAGE);
    let list = list.and_then(|list| list.to_str().ok()).unwrap_or_default();
    let list = if list.len() > LIST_MOST { "" } else { list };
    let mut best = (Language::En, 0.0);
    for (language, weight) in list.split(',').filter_map(entry) {
        // Of two that are wanted alike, the first comes first.
        if weight > best.1 {
            best = (language, weight);
        }
    }
    best.0
}

/// One entry of the list, such as `ru-RU;q=0.8`, where we speak its language.
fn entry(text: &str) -> Option<(Language, f32)> {
    let (tag, weight) = match text.split_once(';') {
        Some((tag, weight)) => (tag, weight.trim().strip_prefix("q=")?.parse().ok()?),
        None => (text, 1.0),
    };
    let language = match tag.trim().split('-').next()?.to_ascii_lowercase().as_str() {
        "ru" => Language::Ru,
        "en" => Language::En,
        _ => return None,
    };
    Some((language, weight))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_gets_what_it_wants_most_of_what_there_is() {
        for (list, language) in [
            ("ru", Language::Ru),
            ("ru-RU,ru;q=0.9,en-US;q=0.8", Language::Ru),
            ("en;q=0.7, RU;q=0.8", Language::Ru),
            ("de, en;q=0.5, ru;q=0.5", Language::En),
            ("ru;q=0", Language::En),
            ("ru;q=x", Language::En),
            ("rum", Language::En),
            ("", Language::En),
            ("*", Language::En),
        ] {
            let headers =
                HeaderMap::from_iter([(ACCEPT_LANGUAGE, list.parse().expect("a header value"))]);
            assert_eq!(wanted(&headers), language, "{list}");
        }
    }
}
