//! What texts from outside must look like. Each rule is a function that says what is wrong, for `garde` to call.

use url::Url;

type Verdict = garde::Result;

/// Names that addresses already use for something else: the first part of a path is a venue's name or one of these.
#[rustfmt::skip]
const RESERVED: [&str; 24] = [
    "v1", "docs", "openapi", "healthz", "readyz", "metrics", "status", "dialects", "api", "static", "b", "d", "setup",
    "invitation", "password", "confirm", "calendar", "login", "logout", "forgotten", "language", "staff", "admin", "account",
];

fn ensure(holds: bool, problem: &str) -> Verdict {
    if holds {
        Ok(())
    } else {
        Err(garde::Error::new(problem))
    }
}

/// One line that shows something: a name, a topic.
pub fn line(text: &str, _: &()) -> Verdict {
    ensure(text.chars().any(is_visible), "must not be blank")?;
    ensure(!text.chars().any(char::is_control), "must be one line")
}

/// Whether a letter leaves anything to see. A name of none but the others would look like no name.
fn is_visible(letter: char) -> bool {
    let is_format = matches!(
        letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    );
    // Letters that take room and show nothing: the Hangul fillers and the empty Braille cell.
    let is_filler = matches!(
        letter,
        '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}'
    );
    !letter.is_whitespace() && !letter.is_control() && !is_format && !is_filler
}

/// A venue's name in addresses.
pub fn slug(text: &str, _: &()) -> Verdict {
    ensure(
        is_slug(text),
        "must be 1 to 63 lower-case Latin letters, digits and hyphens, and not begin with a hyphen",
    )?;
    ensure(
        !RESERVED.contains(&text),
        "is a name that addresses already use",
    )
}

/// Whether a venue could have this name in addresses.
pub fn is_slug(text: &str) -> bool {
    let inside = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=63).contains(&text.len()) && !text.starts_with('-') && text.bytes().all(inside)
}

/// The venue's word for a kind of resource.
pub fn kind(text: &str, _: &()) -> Verdict {
    ensure(
        is_kind(text),
        "must be 1 to 64 letters, digits, hyphens, underscores and single blanks, and begin and end with a letter or digit",
    )
}

/// Whether a kind could be called this.
pub fn is_kind(text: &str) -> bool {
    let inside = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | ' ');
    let ends = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    (1..=64).contains(&text.chars().count())
        && text.chars().all(inside)
        && ends(text.chars().next())
        && ends(text.chars().last())
        && !text.contains("  ")
}

/// An e-mail address that could exist. Whether it does, only a letter can tell.
pub fn email(text: &str, _: &()) -> Verdict {
    let plausible = text.len() <= 254
        && !text.chars().any(|letter| {
            letter.is_control() || letter.is_whitespace() || "<>,;:\"()[]\\".contains(letter)
        })
        && text.split_once('@').is_some_and(|(local, domain)| {
            (1..=64).contains(&local.len()) && !domain.contains('@') && is_domain(domain)
        });
    ensure(plausible, "must be an e-mail address")
}

/// A login name beside an e-mail address; without the sign, so that one is never taken for the other.
pub fn username(text: &str, _: &()) -> Verdict {
    let inside = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '_' | '-');
    ensure(
        (3..=64).contains(&text.chars().count()) && text.chars().all(inside),
        "must be 3 to 64 letters, digits, points, hyphens and underscores",
    )
}

/// An e-mail address or phone number as it is kept and looked for. No mail server tells apart in which case an address
/// is written, and a guest who writes his own another way is the same guest.
pub fn as_kept(contact: String) -> String {
    if contact.contains('@') {
        contact.to_lowercase()
    } else {
        contact
    }
}

/// One name for a mailbox, however its address is written, for whoever counts the letters that it gets.
pub fn mailbox(contact: &str) -> String {
    let contact = contact.trim().to_lowercase();
    match contact.rsplit_once('@') {
        Some((local, domain)) => {
            let domain = idna::domain_to_ascii(domain);
            format!("{local}@{}", domain.unwrap_or_default())
        }
        None => contact,
    }
}

/// A login name, be it a word or an e-mail address, as it is kept and looked for: nobody should have to remember in
/// which case he wrote it, nor find somebody else behind his name in another case.
pub fn as_login(name: &str) -> String {
    name.trim().to_lowercase()
}

fn is_domain(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .chars()
                .all(|letter| letter.is_alphanumeric() || letter == '-')
    };
    text.contains('.') && text.split('.').all(label)
}

/// A country by its two letters, as ISO 3166 writes it.
pub fn country(text: &str, _: &()) -> Verdict {
    let known = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
    ensure(
        known,
        "must be a country's code of two capital letters, such as RU",
    )
}

/// A phone number as E.164 writes it.
pub fn phone(text: &str, _: &()) -> Verdict {
    let digits = text.strip_prefix('+').unwrap_or_default();
    let plausible = (7..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0');
    ensure(plausible, "must be a phone number such as +79123456789")
}

/// An address to which news can be posted. What it leads to is the operator's own choice.
pub fn webhook(text: &str, _: &()) -> Verdict {
    const FORM: &str = "must be an http or https address";
    let unfit = |letter: char| letter.is_control() || letter.is_whitespace();
    ensure(!text.contains(unfit), FORM)?;
    let url = Url::parse(text).map_err(|_| garde::Error::new(FORM))?;
    ensure(matches!(url.scheme(), "http" | "https"), FORM)?;
    ensure(url.port() != Some(0), "must name a port that there is")?;
    ensure(
        url.username().is_empty() && url.password().is_none(),
        "must hold no name and no password",
    )?;
    ensure(url.fragment().is_none(), "must hold no fragment")
}

/// A site as browsers name it, whole: `https://example.org`. What else a policy for browsers could mean, such as all sites
/// or several at once, it is not.
pub fn origin(text: &str, _: &()) -> Verdict {
    const FORM: &str = "must be a site such as https://example.org, without a path";
    let (_, place) = text.split_once("://").unwrap_or_default();
    let inside = |byte: u8| byte.is_ascii_alphanumeric() || b"-.:[]".contains(&byte);
    ensure(place.bytes().all(inside), FORM)?;
    let url = Url::parse(text).map_err(|_| garde::Error::new(FORM))?;
    ensure(matches!(url.scheme(), "http" | "https"), FORM)?;
    ensure(url.origin().ascii_serialization() == text, FORM)
}

/// The longest text in which a phone number is looked for, in characters.
const MOST_PHONE: usize = 40;

/// A phone number as people write it, as E.164 writes it: `8 (912) 345-67-89` where the region, by ISO 3166, is `RU`.
/// None where it cannot be one, and where it begins without a plus and no region says how such numbers are read.
pub fn phone_in(text: &str, region: Option<&str>) -> Option<String> {
    if text.chars().nth(MOST_PHONE).is_some() {
        return None;
    }
    let dialled: Option<String> = text.trim().chars().map(dialled).collect();
    let dialled = dialled.filter(|text| text.chars().any(|letter| letter.is_ascii_digit()))?;
    let region = region.and_then(|region| region.parse().ok());
    let plus = dialled.rfind('+');
    if plus > Some(0) || (plus.is_none() && region.is_none()) {
        return None;
    }
    let number = phonenumber::parse(region, dialled).ok()?;
    let written = number.format().mode(phonenumber::Mode::E164).to_string();
    (phonenumber::is_valid(&number) && phone(&written, &()).is_ok()).then_some(written)
}

/// What of a phone number the parser gets to see: digits and what people put between them. Letters, which it takes for
/// keys or extensions, make it none.
fn dialled(letter: char) -> Option<char> {
    match letter {
        '0'..='9' | '+' | '(' | ')' | '-' | '.' | '/' => Some(letter),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => Some('-'),
        _ if letter.is_whitespace() => Some(' '),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rule: fn(&str, &()) -> Verdict, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(rule(text, &()).is_ok(), "{text:?} is refused");
        }
        for text in bad {
            assert!(rule(text, &()).is_err(), "{text:?} is taken");
        }
    }

    #[test]
    fn texts_look_like_what_they_are() {
        check(
            line,
            &["Стол у окна", "a", "\u{200f}א", "👩\u{200d}🍳"],
            &[
                "",
                " ",
                "a\nb",
                "a\u{85}b",
                "\u{200b}",
                "\u{2060}\u{feff} \u{ad}",
                "\u{3164}",
                "\u{202e}\u{202c}",
            ],
        );
        assert_eq!(as_kept("Anna@Example.ORG".into()), "anna@example.org");
        assert_eq!(mailbox("Anna@ｆｕｌｌｗ.example"), "anna@fullw.example");
        assert_eq!(mailbox("имя@почта.рф"), "имя@xn--80a1acny.xn--p1ai");
        assert_eq!(as_kept("+79123456789".into()), "+79123456789");
        assert_eq!(as_login(" Anna@Example.ORG "), "anna@example.org");
        assert_eq!(as_login("АННА"), "анна");
        check(
            slug,
            &["demo", "7-up", "a"],
            &[
                "",
                "-a",
                "Demo",
                "v1",
                "docs",
                "столик",
                "a!b",
                &"a".repeat(64),
            ],
        );
        check(
            kind,
            &["table", "стол", "room-2"],
            &["", "-a", "a!b", "a/b", &"a".repeat(65)],
        );
        check(
            email,
            &["a@b.ru", "a.b+c@d-e.example", "имя@почта.рф"],
            &[
                "",
                "a",
                "a@",
                "@b.ru",
                "a@b",
                "a b@c.ru",
                "a@b.ru\r\nBcc: x@y.ru",
                "a@b@c.ru",
                "a@-b.ru",
                "a@b..ru",
                "<a@b.ru>",
            ],
        );
        check(
            webhook,
            &[
                "https://till.example/bronya?till=1",
                "http://10.0.0.7:8080",
                "http://[::1]/",
                "http://localhost",
            ],
            &[
                "",
                "till.example",
                "ftp://till.example",
                "https://",
                "https://till.example:0/",
                "https://till.example:99999/",
                "https://anna@till.example",
                "https://anna:key@till.example",
                "https://till.example/#part",
                " https://till.example",
                "https://till.example/\n",
                "javascript:alert(1)",
            ],
        );
        check(
            origin,
            &[
                "https://example.org",
                "http://localhost:8080",
                "http://[::1]:9000",
                "https://xn--80a1acny.xn--p1ai",
            ],
            &[
                "",
                "*",
                "https:",
                "example.org",
                "https://*.example.org",
                "https://example.org/",
                "https://example.org/page",
                "https://example.org:443",
                "https://EXAMPLE.org",
                "https://a.example https://b.example",
                "https://a.example;script-src",
                "https://anna@example.org",
                "ftp://example.org",
                "data:text/html,x",
            ],
        );
        check(
            phone,
            &["+79123456789", "+1234567"],
            &[
                "",
                "79123456789",
                "+7 912",
                "+123456",
                "+1234567890123456",
                "+0123456789",
            ],
        );
    }
}
