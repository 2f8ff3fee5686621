//! Plays a transcript against a house, from its top to its end.

use std::collections::BTreeSet;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use futures_util::future::join_all;
use jiff::SignedDuration;
use serde_json::Value;

use crate::letters::Mail;
use crate::pattern::{self, Captures, filled};
use crate::town::{Answer, Sent, Town};
use crate::transcript::{Act, Bit, Body, Expected, Step, Transcript, Unread};

/// How much of an answer a failure shows.
const SHOWN_MOST: usize = 2_000;

type Played<T> = Result<T, String>;

struct Player {
    town: Arc<Town>,
    captures: Captures,
    /// The files of letters that were looked for and found.
    claimed: BTreeSet<String>,
}

/// Plays it.
///
/// # Errors
/// The line at which the house did something else, and what.
pub async fn play(town: Town, transcript: &Transcript) -> Result<(), Unread> {
    let mut player = Player {
        town: Arc::new(town),
        captures: Captures::new(),
        claimed: BTreeSet::new(),
    };
    let mut last = 1;
    for (line, act) in &transcript.acts {
        last = *line;
        match act {
            Act::Step(step) => player.step(step).await.map_err(|(deeper, why)| {
                let line = deeper.unwrap_or(*line);
                (line, format!("{} {}\n{why}", step.method, step.path))
            })?,
            Act::Later(seconds) => player.town.later(SignedDuration::from_secs(*seconds)).await,
            Act::Letter { to, subject, texts } => {
                let found = player.letter(to, subject, texts).await;
                found.map_err(|why| (*line, why))?;
            }
            Act::NoLetters => player
                .nothing_unclaimed()
                .await
                .map_err(|why| (*line, why))?,
            Act::Jwt { token, claims } => {
                player.claims(token, claims).map_err(|why| (*line, why))?;
            }
        }
    }
    let rest = player.nothing_unclaimed().await;
    rest.map_err(|why| (last, format!("at the end: {why}")))
}

impl Player {
    async fn step(&mut self, step: &Step) -> Result<(), (Option<usize>, String)> {
        let here = |why| (None, why);
        let Some(size) = step.crowd else {
            let sent = self.request(step, &self.captures).map_err(here)?;
            let answer = self.town.send(&sent).await.map_err(here)?;
            let [expected] = step.expected.as_slice() else {
                return Err(here("one answer is expected".into()));
            };
            let met = meets(expected, &answer, &mut self.captures);
            return met.map_err(|why| (Some(expected.line), told(&why, &answer)));
        };
        let answers = self.crowd(step, size).await.map_err(here)?;
        self.meets_crowd(&step.expected, &answers).map_err(here)
    }

    /// What a whole crowd is answered.
    async fn crowd(&self, step: &Step, size: usize) -> Played<Vec<Answer>> {
        let mut tasks = Vec::new();
        for number in 1..=size {
            let mut captures = self.captures.clone();
            captures.insert("n".into(), number.to_string());
            let (town, sent) = (self.town.clone(), self.request(step, &captures)?);
            tasks.push(tokio::spawn(async move { town.send(&sent).await }));
        }
        let answers = join_all(tasks).await.into_iter();
        answers.map(|answer| answer.expect("no panic")).collect()
    }

    fn meets_crowd(&mut self, expected: &[Expected], answers: &[Answer]) -> Played<()> {
        let mut met = vec![0; expected.len()];
        let mut strangers = Vec::new();
        for answer in answers {
            let place = expected.iter().zip(&mut met).find(|(one, met)| {
                // What a crowd is answered tells its members apart, so only a single answer is remembered.
                let mut alone = self.captures.clone();
                let fits = **met < one.times && meets(one, answer, &mut alone).is_ok();
                if fits && one.times == 1 {
                    self.captures = alone;
                }
                fits
            });
            match place {
                Some((_, met)) => *met += 1,
                None => strangers.push(answer),
            }
        }
        let Some(stranger) = strangers.first() else {
            return Ok(());
        };
        let mut why = String::new();
        for (one, met) in expected.iter().zip(met) {
            why += &format!(
                "expected {} x {} (line {}), came {met}\n",
                one.status, one.times, one.line
            );
        }
        let reasons = expected.iter().map(|one| {
            let met = meets(one, stranger, &mut self.captures.clone()).err();
            met.unwrap_or_else(|| "there were more of these".into())
        });
        let reasons: Vec<String> = reasons.collect();
        why += &format!(
            "{} others came, one of them so: {}",
            strangers.len(),
            reasons.join("; ")
        );
        Err(told(&why, stranger))
    }

    fn request(&self, step: &Step, captures: &Captures) -> Played<Sent> {
        let mut headers = Vec::new();
        for (name, value) in &step.headers {
            headers.push((name.clone(), filled(value, captures)?.into_bytes()));
        }
        let mut body = Vec::new();
        for bit in &step.body {
            match bit {
                Bit::Text(text) => body.extend(filled(text, captures)?.into_bytes()),
                Bit::Bytes(bytes) => body.extend(bytes),
            }
        }
        let says_kind = headers.iter().any(|(name, _)| name == "content-type");
        if !says_kind && matches!(body.first(), Some(b'{' | b'[')) {
            headers.push(("content-type".into(), b"application/json".to_vec()));
        }
        headers.retain(|(name, value)| name != "content-type" || !value.is_empty());
        if let Some(pair) = &step.basic {
            let pair = STANDARD.encode(filled(pair, captures)?);
            headers.push(("authorization".into(), format!("Basic {pair}").into_bytes()));
        }
        Ok(Sent {
            method: step.method.clone(),
            path: plain(&filled(&step.path, captures)?),
            headers,
            body,
        })
    }

    async fn unclaimed(&self) -> Vec<Mail> {
        let mut mail = self.town.mail().await;
        mail.retain(|letter| !self.claimed.contains(&letter.file));
        mail
    }

    async fn nothing_unclaimed(&self) -> Played<()> {
        let mail = self.unclaimed().await;
        let shown = mail
            .iter()
            .map(|letter| format!("  {}: {}", letter.to, letter.subject));
        let shown: Vec<String> = shown.collect();
        let none = shown.is_empty();
        none.then_some(())
            .ok_or_else(|| format!("unclaimed letters:\n{}", shown.join("\n")))
    }

    async fn letter(&mut self, to: &str, subject: &str, texts: &[String]) -> Played<()> {
        let to = filled(to, &self.captures)?;
        let mail = self.unclaimed().await;
        let his = mail.iter().filter(|letter| letter.to == to);
        let Some(first) = his.clone().next() else {
            let others: Vec<&str> = mail.iter().map(|letter| letter.to.as_str()).collect();
            return Err(format!(
                "no letter came to {to}; unclaimed are letters to {others:?}"
            ));
        };
        let mut whys = Vec::new();
        for letter in his.filter(|letter| letter.owed == first.owed) {
            let mut captures = self.captures.clone();
            match reads(letter, subject, texts, &mut captures) {
                Ok(()) => {
                    self.captures = captures;
                    self.claimed.insert(letter.file.clone());
                    return Ok(());
                }
                Err(why) => whys.push(why),
            }
        }
        Err(whys.join("\n"))
    }

    fn claims(&mut self, token: &str, claims: &Value) -> Played<()> {
        let token = filled(token, &self.captures)?;
        let middle = token.split('.').nth(1).unwrap_or_default();
        let bytes = URL_SAFE_NO_PAD.decode(middle);
        let came = bytes
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let came: Value = came.ok_or_else(|| format!("{token} is no JWT"))?;
        pattern::part_of(claims, &came, &mut self.captures)
            .map_err(|why| format!("{why}\nthe claims are {came}"))
    }
}

fn reads(letter: &Mail, subject: &str, texts: &[String], captures: &mut Captures) -> Played<()> {
    if !pattern::whole(subject, &letter.subject, captures) {
        let why = format!(
            "expected the subject {subject:?}, came {:?}",
            letter.subject
        );
        return Err(pattern::known(why, subject, captures));
    }
    for text in texts {
        let found = pattern::within(text, &letter.text, captures)
            || pattern::within(text, &letter.html, captures);
        if !found {
            let why = format!("no {text:?} in the letter {:?}", letter.subject);
            let why = pattern::known(why, text, captures);
            return Err(format!("{why}\n{}\n{}", letter.text, letter.html));
        }
    }
    Ok(())
}

/// Whether an answer is as it must be.
fn meets(expected: &Expected, answer: &Answer, captures: &mut Captures) -> Played<()> {
    if expected.status != answer.status {
        let (expected, came) = (expected.status, answer.status);
        return Err(format!("expected {expected}, came {came}"));
    }
    let mut found = captures.clone();
    for (name, wanted) in &expected.headers {
        let holds = match answer.header(name) {
            None => wanted.is_empty(),
            Some(came) => !wanted.is_empty() && pattern::whole(wanted, &came, &mut found),
        };
        if !holds {
            let came = answer.header(name);
            let why = format!("the header {name}: expected {wanted:?}, came {came:?}");
            return Err(pattern::known(why, wanted, &found));
        }
    }
    let text = answer.text();
    match &expected.body {
        Body::Nothing if text.is_empty() => {}
        Body::Nothing => return Err("expected an empty body".into()),
        Body::Json(json) => {
            let kind = answer.kind();
            if kind != "application/json" && !kind.ends_with("+json") {
                return Err(format!("expected JSON, came the content type {kind:?}"));
            }
            let came = serde_json::from_slice(&answer.body);
            let came = came.map_err(|error| format!("expected JSON: {error}"))?;
            pattern::json(json, &came, &mut found)?;
        }
        Body::Text(wanted) => {
            if !pattern::whole(wanted, text.trim(), &mut found) {
                let why = format!("expected the body {wanted:?}");
                return Err(pattern::known(why, wanted, &found));
            }
        }
        Body::Holds(texts) => {
            let missing = texts
                .iter()
                .find(|one| !pattern::within(one, &text, &mut found));
            if let Some(missing) = missing {
                let why = format!("no {missing:?} in the body");
                return Err(pattern::known(why, missing, &found));
            }
        }
    }
    *captures = found;
    Ok(())
}

/// What went wrong, with the answer that came.
pub fn told(why: &str, answer: &Answer) -> String {
    let mut shown = format!("{why}\n--- came {}", answer.status);
    for (name, value) in &answer.headers {
        shown += &format!("\n{name}: {}", String::from_utf8_lossy(value.as_bytes()));
    }
    let text: String = answer.text().chars().take(SHOWN_MOST).collect();
    format!("{shown}\n\n{text}\n---")
}

/// A path with everything encoded that cannot be sent as it stands.
fn plain(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_graphic() {
            out.push(char::from(byte));
        } else {
            out += &format!("%{byte:02X}");
        }
    }
    out
}
