//! Transcripts: requests and the answers that a contract promises, as files that a person can read.
//!
//! They lie in `src/<dialect>/transcripts/*.txt`, and each is replayed from its top to its end against a fresh house on
//! each engine. Lines that begin with one of these mean:
//!
//! ```text
//! # …                      a comment: which line of the contract this shows
//! @ set KEY=VALUE          a setting for the seed; before the first step, as is
//! @ limits on              the limits of a real server instead of none
//! @ later 30d 1s           turns the clock on (w d h m s), and does what is due by then
//! @ basic NAME:PASSWORD    the next step has Authorization: Basic
//! @ crowd 40               the next step is sent 40 times at once; {n} in it is 1 to 40
//! @ jwt {token}            the claims of a token, in the JSON object that follows; others may stand there too
//! @ letter ADDRESS: SUBJECT
//! ~ text                   the next letter to that address, which nobody has claimed yet, is this one, and each of these
//!                          texts is in its plain text or its HTML (entities decoded). Letters that became owed at the
//!                          same instant have no order
//! @ no letters             nothing is unclaimed; at the end of every transcript nothing may be
//!
//! METHOD /path?query       a step. A captured link that begins with https://book.example can stand here too
//! Name: value              headers, up to the first line that is none; `Content-Type:` alone sends none
//! {"a": 1}                 a body, up to the answer; a blank line may stand between it and the headers. What begins
//!                          with { or [ is sent as JSON unless a Content-Type stands above. Under a multipart one,
//!                          lines end in CR LF
//! %hex ff00                these bytes, with no line break before or after them
//! => 200                   the status
//! Name: value              headers that must be there, so; `Name:` alone must not be there
//! {"a": 1}                 the body, up to the next step, comment or @. JSON is compared exactly: no key is missing, none
//!                          is one too many, 1 is not 1.0. Other text must be equal. Nothing: the body is empty
//! => 200 ~                 the same, with only texts that must be in the body:
//! ~ text
//! => 201 x 1               of a crowd so many have this answer, each with its body; several such blocks may follow
//! ```
//!
//! What `{name}`, `{name:int}` and `{*}` mean, `pattern` says. In requests `{name}` stands for what was captured.

use serde_json::Value;

/// A file, read.
#[derive(Debug, Default)]
pub struct Transcript {
    pub settings: Vec<(String, String)>,
    pub limits: bool,
    pub acts: Vec<(usize, Act)>,
}

/// What happens next. The line on which it stands is kept beside it.
#[derive(Debug)]
pub enum Act {
    Step(Step),
    Later(i64),
    Letter {
        to: String,
        subject: String,
        texts: Vec<String>,
    },
    NoLetters,
    Jwt {
        token: String,
        claims: Value,
    },
}

/// A request and its answers.
#[derive(Debug)]
pub struct Step {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<Bit>,
    /// How many send it at once; none where it is no crowd.
    pub crowd: Option<usize>,
    pub basic: Option<String>,
    pub expected: Vec<Expected>,
}

/// A bit of a request's body.
#[derive(Debug, PartialEq, Eq)]
pub enum Bit {
    Text(String),
    Bytes(Vec<u8>),
}

/// An answer as it must be.
#[derive(Debug)]
pub struct Expected {
    pub line: usize,
    pub status: u16,
    /// How many of a crowd have it.
    pub times: usize,
    pub headers: Vec<(String, String)>,
    pub body: Body,
}

/// The body of an answer as it must be.
#[derive(Debug)]
pub enum Body {
    Nothing,
    Json(Value),
    Text(String),
    Holds(Vec<String>),
}

/// Why a file is no transcript, with the line.
pub type Unread = (usize, String);

type Read<T> = Result<T, Unread>;

struct Reader<'a> {
    lines: Vec<&'a str>,
    at: usize,
    read: Transcript,
    crowd: Option<usize>,
    basic: Option<String>,
}

/// Reads a file.
///
/// # Errors
/// The line that means nothing.
pub fn read(text: &str) -> Read<Transcript> {
    let mut reader = Reader {
        lines: text.lines().collect(),
        at: 0,
        read: Transcript::default(),
        crowd: None,
        basic: None,
    };
    while let Some(line) = reader.next() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(order) = line.strip_prefix("@ ") {
            reader.order(order.trim())?;
        } else if let Some((method, path)) = opening(line) {
            reader.step(method, path)?;
        } else {
            return reader.wrong("neither a step nor a comment nor an order");
        }
    }
    if reader.crowd.is_some() || reader.basic.is_some() {
        return reader.wrong("no step follows the order");
    }
    Ok(reader.read)
}

/// The method and the path of a line that opens a step.
fn opening(line: &str) -> Option<(&str, &str)> {
    let (method, path) = line.split_once(' ')?;
    let is_method = !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_uppercase());
    let leads = path.starts_with('/') || path.starts_with('{') || path.starts_with("https://");
    (is_method && leads).then_some((method, path.trim_end()))
}

fn ends_answer(line: &str) -> bool {
    line.starts_with('#')
        || line.starts_with("@ ")
        || line.starts_with("=> ")
        || opening(line).is_some()
}

/// The name and the value of a line that is a header.
fn header(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    let is_name = name.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let is_apart = value.is_empty() || value.starts_with(' ');
    (is_name && is_apart).then(|| (name.to_ascii_lowercase(), value.trim().to_owned()))
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let line = self.lines.get(self.at).copied()?;
        self.at += 1;
        Some(line)
    }

    fn next_if(&mut self, wanted: impl Fn(&str) -> bool) -> Option<&'a str> {
        let line = self.lines.get(self.at).copied()?;
        if wanted(line) { self.next() } else { None }
    }

    fn wrong<T>(&self, why: impl Into<String>) -> Read<T> {
        Err((self.at, why.into()))
    }

    fn order(&mut self, order: &str) -> Read<()> {
        let line = self.at;
        let (word, rest) = order.split_once(' ').unwrap_or((order, ""));
        let act = match word {
            "set" if self.read.acts.is_empty() => {
                let Some((key, value)) = rest.split_once('=') else {
                    return self.wrong("KEY=VALUE is expected");
                };
                let pair = (key.trim().to_owned(), value.trim().to_owned());
                self.read.settings.push(pair);
                return Ok(());
            }
            "limits" if self.read.acts.is_empty() && rest == "on" => {
                self.read.limits = true;
                return Ok(());
            }
            "crowd" => match rest.parse() {
                Ok(size @ 1..=1000) => {
                    self.crowd = Some(size);
                    return Ok(());
                }
                _ => return self.wrong("a crowd is of 1 to 1000"),
            },
            "basic" if rest.contains(':') => {
                self.basic = Some(rest.to_owned());
                return Ok(());
            }
            "later" => match seconds(rest) {
                Some(seconds) => Act::Later(seconds),
                None => return self.wrong("a time such as 30d 1s is expected"),
            },
            "letter" => {
                let Some((to, subject)) = rest.split_once(": ") else {
                    return self.wrong("ADDRESS: SUBJECT is expected");
                };
                let (to, subject) = (to.trim().to_owned(), subject.trim().to_owned());
                let texts = self.texts();
                Act::Letter { to, subject, texts }
            }
            "no" if rest == "letters" => Act::NoLetters,
            "jwt" => {
                let claims = self.block();
                let Ok(claims @ Value::Object(_)) = serde_json::from_str(&claims) else {
                    return Err((line, "a JSON object of claims is expected below".into()));
                };
                let token = rest.to_owned();
                Act::Jwt { token, claims }
            }
            _ => return self.wrong("an order that nobody knows, or not here"),
        };
        self.read.acts.push((line, act));
        Ok(())
    }

    fn step(&mut self, method: &str, path: &str) -> Read<()> {
        let line = self.at;
        let headers = self.headers();
        let is_multipart = headers
            .iter()
            .any(|(name, value)| name == "content-type" && value.starts_with("multipart/"));
        let mut lines = Vec::new();
        while let Some(line) = self.next_if(|line| !line.starts_with("=> ")) {
            lines.push(line);
        }
        while lines.last().is_some_and(|line| line.trim().is_empty()) {
            lines.pop();
        }
        let body = self.bits(
            &lines,
            if is_multipart { "\r\n" } else { "\n" },
            is_multipart,
        )?;
        let crowd = self.crowd.take();
        let mut expected = Vec::new();
        while let Some(line) = self.next_if(|line| line.starts_with("=> ")) {
            expected.push(self.expected(line, crowd.is_some())?);
        }
        let total: usize = expected.iter().map(|one| one.times).sum();
        match (crowd, expected.len()) {
            (_, 0) => return Err((line, "the step has no answer (=> …)".into())),
            (None, 2..) => return self.wrong("only a crowd has several answers"),
            (Some(size), _) if total != size => {
                return self.wrong(format!("{total} answers are expected of a crowd of {size}"));
            }
            _ => {}
        }
        let step = Step {
            method: method.to_owned(),
            path: path.to_owned(),
            headers,
            body,
            crowd,
            basic: self.basic.take(),
            expected,
        };
        self.read.acts.push((line, Act::Step(step)));
        Ok(())
    }

    fn bits(&self, lines: &[&str], end: &str, ends_last: bool) -> Read<Vec<Bit>> {
        let mut bits: Vec<Bit> = Vec::new();
        for line in lines {
            match (line.strip_prefix("%hex "), bits.last_mut()) {
                (Some(digits), _) => match bytes(digits) {
                    Some(bytes) => bits.push(Bit::Bytes(bytes)),
                    None => return self.wrong(format!("{digits:?} are no hexadecimal digits")),
                },
                (None, Some(Bit::Text(text))) => *text += &format!("{end}{line}"),
                (None, _) => bits.push(Bit::Text((*line).to_owned())),
            }
        }
        if let (true, Some(Bit::Text(text))) = (ends_last, bits.last_mut()) {
            *text += end;
        }
        Ok(bits)
    }

    fn expected(&mut self, opening: &str, is_crowd: bool) -> Read<Expected> {
        let line = self.at;
        let words: Vec<&str> = opening.split_whitespace().skip(1).collect();
        let (&status, rest) = match words.split_first() {
            Some(split) => split,
            None => return self.wrong("a status is expected"),
        };
        let Ok(status @ 100..=599) = status.parse() else {
            return self.wrong(format!("{status:?} is no status"));
        };
        let (holds, rest) = match rest.split_last() {
            Some((&"~", rest)) => (true, rest),
            _ => (false, rest),
        };
        let times = match rest {
            [] => 1,
            ["x", times] if is_crowd => match times.parse() {
                Ok(times) => times,
                Err(_) => return self.wrong("=> STATUS x COUNT is expected"),
            },
            _ => return self.wrong("=> STATUS, => STATUS ~ or, of a crowd, => STATUS x COUNT"),
        };
        let headers = self.headers();
        let body = if holds {
            Body::Holds(self.texts())
        } else {
            let text = self.block();
            match serde_json::from_str(&text) {
                _ if text.is_empty() => Body::Nothing,
                Ok(json) => Body::Json(json),
                Err(error) if text.starts_with(['{', '[']) && !text.starts_with("{*}") => {
                    return Err((line, format!("the expected body is no JSON: {error}")));
                }
                Err(_) => Body::Text(text),
            }
        };
        Ok(Expected {
            line,
            status,
            times,
            headers,
            body,
        })
    }

    /// The headers that stand here, and the blank line that ends them.
    fn headers(&mut self) -> Vec<(String, String)> {
        let mut headers = Vec::new();
        while let Some(found) = self.next_if(|line| header(line).is_some()).and_then(header) {
            headers.push(found);
        }
        self.next_if(|line| line.trim().is_empty());
        headers
    }

    fn texts(&mut self) -> Vec<String> {
        let mut texts = Vec::new();
        while let Some(line) = self.next_if(|line| line.starts_with("~ ")) {
            texts.push(line[2..].trim_end().to_owned());
        }
        texts
    }

    /// What stands here up to the next step, comment, order or answer.
    fn block(&mut self) -> String {
        let mut lines = Vec::new();
        while let Some(line) = self.next_if(|line| !ends_answer(line)) {
            lines.push(line);
        }
        lines.join("\n").trim().to_owned()
    }
}

/// The seconds of `30d 1s`.
fn seconds(text: &str) -> Option<i64> {
    let part = |part: &str| {
        let at = part.find(|letter: char| letter.is_ascii_alphabetic())?;
        let (number, unit) = part.split_at(at);
        let seconds = match unit {
            "w" => 604_800,
            "d" => 86_400,
            "h" => 3_600,
            "m" => 60,
            "s" => 1,
            _ => return None,
        };
        number.parse::<i64>().ok()?.checked_mul(seconds)
    };
    let total = text.split_whitespace().map(part).sum::<Option<i64>>()?;
    (total > 0).then_some(total)
}

fn bytes(digits: &str) -> Option<Vec<u8>> {
    let digits: Vec<u32> = digits
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .map(|letter| letter.to_digit(16))
        .collect::<Option<_>>()?;
    let pairs = digits.chunks(2);
    pairs
        .map(|pair| match pair {
            [high, low] => u8::try_from(high * 16 + low).ok(),
            _ => None,
        })
        .collect()
}
