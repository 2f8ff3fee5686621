//! Halves of characters: `"\ud800"` is JSON, but no text that our reader or a database takes. Each is marked, so that the
//! field in which it stands is what is wrong, and not the body.

/// What stands for half a character: a code point that no text has, for it is kept free for uses such as this.
pub(super) const HALF: char = '\u{ffff}';

/// A body with its halves marked; none where it has none. It stays as long as it was.
pub(super) fn marked(body: &[u8]) -> Option<Vec<u8>> {
    let (mut marked, mut at, mut found) = (body.to_vec(), 0, false);
    while at < body.len() {
        let length = match (unit(body, at), unit(body, at + 6)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                marked[at + 2..at + 6].copy_from_slice(b"ffff");
                found = true;
                6
            }
            // What follows a backslash begins nothing, another backslash least of all.
            _ if body[at] == b'\\' => 2,
            _ => 1,
        };
        at += length;
    }
    found.then_some(marked)
}

/// The sixteen bits that an escape at a place stands for.
fn unit(body: &[u8], at: usize) -> Option<u16> {
    let digits = body.get(at..at + 6)?.strip_prefix(b"\\u")?;
    let digits = std::str::from_utf8(digits).ok()?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, expected: Option<&str>) {
        let marked = marked(body.as_bytes());
        assert_eq!(marked.as_deref(), expected.map(str::as_bytes), "{body}");
    }

    #[test]
    fn halves_are_marked_and_whole_characters_are_not() {
        check(r#"{"a": "\ud83d\ude00 \u0041"}"#, None);
        check(r#"{"a": "\\ud800"}"#, None);
        check(r#"{"a": "\ud800"}"#, Some(r#"{"a": "\uffff"}"#));
        check(
            r#"["\\\uDFFF", "\ud800\ud800\udc00"]"#,
            Some(r#"["\\\uffff", "\uffff\ud800\udc00"]"#),
        );
        check(r#""\ud80"#, None);
        check(r#""\u+d80\"#, None);
    }
}
