//! Text from strangers, made harmless in one place: no line ends, no control characters, no endless names.

use std::fmt;

/// How long a name may be, in characters. What is longer is cut, and shows it.
const NAME_MAX: usize = 120;
/// How long a subject may be, in characters.
const SUBJECT_MAX: usize = 200;
/// How long a message of a person may be, in characters.
const PASSAGE_MAX: usize = 2_000;
/// How many lines a message of a person may have.
const PASSAGE_LINES_MAX: usize = 40;
/// How long a link may be, in bytes.
const LINK_MAX: usize = 2_000;

/// One line of plain text, fit for a header: no line ends, no control characters, nothing that turns the direction of
/// writing, bounded in length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line(String);

/// A few lines of plain text in a person's own words, each as harmless as a [`Line`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage(Vec<Line>);

impl Line {
    /// A name.
    pub fn name(text: &str) -> Self {
        Self::within(text, NAME_MAX)
    }

    /// A subject.
    pub fn subject(text: &str) -> Self {
        Self::within(text, SUBJECT_MAX)
    }

    /// A name, unless nothing of it is left.
    pub fn some_name(text: Option<&str>) -> Option<Self> {
        text.map(Self::name).filter(|name| !name.0.is_empty())
    }

    fn within(text: &str, most: usize) -> Self {
        let mut line = String::new();
        let mut length = 0;
        let mut gap = false;
        for char in text.chars() {
            if char.is_whitespace() || is_unfit(char) {
                gap = length > 0;
                continue;
            }
            if length + usize::from(gap) + 1 > most {
                line.push('…');
                break;
            }
            if std::mem::take(&mut gap) {
                line.push(' ');
                length += 1;
            }
            line.push(char);
            length += 1;
        }
        Self(line)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Passage {
    /// What is fit to be shown of `text`; none when that is nothing.
    pub fn new(text: &str) -> Option<Self> {
        let mut left = PASSAGE_MAX;
        let mut lines = Vec::new();
        // Cut first: a stranger's ten megabytes are not looked at line by line.
        let text: String = text.chars().take(PASSAGE_MAX).collect();
        for line in text.lines().take(PASSAGE_LINES_MAX) {
            let line = Line::within(line, left);
            left = left.saturating_sub(line.0.chars().count());
            if !line.0.is_empty() {
                lines.push(line);
            }
        }
        (!lines.is_empty()).then_some(Self(lines))
    }

    /// Its lines.
    pub fn lines(&self) -> &[Line] {
        &self.0
    }
}

/// The link, if it is one that a letter may hold: it leads to a web page and cannot break out of where it stands.
pub(crate) fn link(text: Option<&str>) -> Option<&str> {
    text.filter(|link| {
        let web = link.starts_with("https://") || link.starts_with("http://");
        let quiet =
            |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\');
        web && link.len() <= LINK_MAX && link.bytes().all(quiet)
    })
}

/// Control characters, separators of lines, and invisible characters that turn the direction of writing.
fn is_unfit(char: char) -> bool {
    char.is_control()
        || matches!(
            char,
            '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
                | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_no_end_within() {
        let name = Line::name(" Anna\r\nBcc: all@example.org\0\u{2028}x\u{202E}y ");
        assert_eq!(name.as_str(), "Anna Bcc: all@example.org x y");
    }

    #[test]
    fn a_name_is_cut_where_it_gets_too_long() {
        for (length, shown) in [(119, 119), (120, 120), (121, 121), (10_000_000, 121)] {
            let name = Line::name(&"ж".repeat(length));
            assert_eq!(name.as_str().chars().count(), shown);
            assert_eq!(name.as_str().ends_with('…'), length > 120);
        }
    }

    #[test]
    fn a_passage_keeps_its_lines() {
        let passage = Passage::new("late\r\n\r\n  by an hour\x07 ").expect("something is left");
        let lines: Vec<&str> = passage.lines().iter().map(Line::as_str).collect();
        assert_eq!(lines, ["late", "by an hour"]);
        assert_eq!(Passage::new(" \r\n \0"), None);
    }

    #[test]
    fn only_a_web_address_is_a_link() {
        let good = Some("https://book.example/b/1?key=a_b-c");
        assert_eq!(link(good), good);
        for bad in [
            "javascript:alert(1)",
            "https://a b",
            "https://a\"onclick=\"x",
            "https://a\r\nX: y",
            "",
        ] {
            assert_eq!(link(Some(bad)), None, "{bad:?}");
        }
    }
}
