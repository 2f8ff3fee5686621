//! The letters that people get from a venue: each as it would look, in both languages, and sent to whoever asks for it.

use askama::Template;
use axum::Router;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use bronya_domain::catalog::Language;
use bronya_domain::notice::{Notice, Recipient};
use bronya_domain::sample::Sample;
use bronya_gate::{Denial, Gate, reading};
use bronya_words::Letter;
use bronya_words::example::Example;
use bronya_words::matter::Post;
use garde::Validate;
use serde::Deserialize;

use super::webhook::topic_words;
use crate::asked::Form;
use crate::fields::{Line, Trouble};
use crate::inside::{Admin, Inside, Room};
use crate::page::{BarLink, Frame, Page};
use crate::paths;
use crate::tongue::{Blanks, Tongue};

/// A page of ours may show a letter in a frame.
const WITH_FRAME: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// A letter brings its looks along, as letters must, and does nothing: no script, no form, nothing from anywhere.
const LETTER: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox",
);

/// In which language, and what was done a moment ago.
#[derive(Default, Deserialize, Validate)]
struct LetterQuery {
    #[garde(skip)]
    language: Option<Language>,
    #[garde(skip)]
    done: Option<Done>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Done {
    Sent,
}

/// In which language it is sent.
#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct SendForm {
    #[garde(skip)]
    language: Language,
}

#[derive(Template)]
#[template(path = "admin/letters.html")]
struct Content {
    frame: Frame,
    groups: Vec<Group>,
}

/// Letters to the same people.
struct Group {
    title: String,
    letters: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "admin/letter.html")]
struct Preview {
    frame: Frame,
    told: Option<String>,
    trouble: Option<Trouble>,
    from: String,
    subject: String,
    text: String,
    language: &'static str,
    languages: Vec<BarLink>,
    sheet: String,
    action: String,
    send: String,
    back: String,
}

pub(super) fn routes() -> Router<Gate> {
    Router::new()
        .route("/{venue}/letters", get(list))
        .route("/{venue}/letters/{letter}", get(show).post(send))
        .route("/{venue}/letters/{letter}/sheet", get(sheet))
}

async fn list(Admin(inside): Admin) -> Response {
    let tongue = inside.known.tongue();
    let list = paths::letters(&inside.catalog.venue.slug);
    let of = |title: &str, is: fn(Sample) -> bool| Group {
        title: tongue.word(title),
        letters: Sample::all()
            .filter(|sample| is(*sample))
            .map(|sample| (name(tongue, sample), format!("{list}/{}", sample.name())))
            .collect(),
    };
    let content = Content {
        frame: inside.frame_at(Room::Settings, tongue.word("letters.title")),
        groups: vec![
            of("letters-guests", |it| is_to(it, Recipient::Guest)),
            of("letters-staff", |it| is_to(it, Recipient::Staff)),
            of("letters-accounts", |it| matches!(it, Sample::OfAccount(_))),
        ],
    };
    Page::of(StatusCode::OK, &content).into_response()
}

fn is_to(sample: Sample, to: Recipient) -> bool {
    matches!(sample, Sample::OfBooking(notice) if notice.to == to)
}

/// What a letter is called.
pub(super) fn name(tongue: Tongue, sample: Sample) -> String {
    match sample {
        Sample::OfBooking(Notice { topic, .. }) => tongue.word(&topic_words(topic)),
        Sample::OfAccount(purpose) => {
            tongue.word(&format!("purpose-{}", purpose.name().replace('_', "-")))
        }
    }
}

async fn show(
    Admin(inside): Admin,
    Path((_, letter)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let visitor = inside.known.visitor;
    let answer = async {
        let LetterQuery { language, done } = reading::query(&query.unwrap_or_default())?;
        let sample = named(&letter)?;
        let language = language.unwrap_or(inside.catalog.venue.language);
        let told = done.map(|Done::Sent| {
            let email = inside.known.session.account.email.clone();
            let blanks = Blanks::default().with("email", email.unwrap_or_default());
            inside.known.tongue().say("letters-done-sent", &blanks)
        });
        preview(&inside, sample, language, told, None)
    };
    visitor.told(answer.await)
}

/// The letter alone, for the frame in which it is shown.
async fn sheet(
    Admin(inside): Admin,
    Path((_, letter)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let visitor = inside.known.visitor;
    let answer = async {
        let LetterQuery { language, .. } = reading::query(&query.unwrap_or_default())?;
        let language = language.unwrap_or(inside.catalog.venue.language);
        let letter = written(&inside, named(&letter)?, language)?;
        const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
        let headers = [(CONTENT_TYPE, HTML), (CONTENT_SECURITY_POLICY, LETTER)];
        Ok((headers, letter.html).into_response())
    };
    visitor.told(answer.await)
}

/// Sends it to whoever looks at it.
async fn send(
    Admin(inside): Admin,
    Path((_, letter)): Path<(String, String)>,
    Form(sent): Form<SendForm>,
) -> Response {
    let visitor = inside.known.visitor;
    let answer = async {
        let (gate, venue) = (&inside.known.gate, &inside.catalog.venue);
        let (sample, language) = (named(&letter)?, sent.language);
        let owed = gate.send_sample(&inside.caller, venue.id, (sample, language));
        match owed.await {
            Ok(_) => {
                let (list, tag) = (paths::letters(&venue.slug), Tongue(language).tag());
                let there = format!("{list}/{}?language={tag}&done=sent", sample.name());
                Ok(Redirect::to(&there).into_response())
            }
            Err(denial) if denial.code == "no_address" => {
                let trouble = no_address(inside.known.tongue());
                preview(&inside, sample, language, None, Some(trouble))
            }
            Err(denial) => Err(denial),
        }
    };
    visitor.told(answer.await)
}

fn no_address(tongue: Tongue) -> Trouble {
    Trouble {
        title: tongue.word("refused"),
        lines: vec![Line {
            text: tongue.word("letters-no-address"),
            field: None,
        }],
    }
}

fn named(letter: &str) -> Result<Sample, Denial> {
    Sample::named(letter).ok_or_else(Denial::not_found)
}

/// The letter as it would look.
fn written(inside: &Inside, sample: Sample, language: Language) -> Result<Letter, Denial> {
    let (gate, venue) = (&inside.known.gate, &inside.catalog.venue);
    let page = format!("{}{}", gate.public_url(), paths::venue(&venue.slug));
    let account = &inside.known.session.account;
    let first = inside.catalog.listed().first();
    let example = Example {
        sample,
        language,
        venue,
        resource: first.map(|listed| listed.resource.name.as_str()),
        page: &page,
        email: account.email.as_deref().unwrap_or_default(),
        number: 0,
        post: Post {
            host: gate.public_host(),
            sender: "",
            stamp: gate.now(),
        },
    };
    example.letter().ok_or_else(Denial::not_found)
}

fn preview(
    inside: &Inside,
    sample: Sample,
    language: Language,
    told: Option<String>,
    trouble: Option<Trouble>,
) -> Result<Response, Denial> {
    let (tongue, venue) = (inside.known.tongue(), &inside.catalog.venue);
    let letter = written(inside, sample, language)?;
    let list = paths::letters(&venue.slug);
    let path = format!("{list}/{}", sample.name());
    let languages = [(Language::Ru, "language-ru"), (Language::En, "language-en")];
    let status = match trouble {
        Some(_) => StatusCode::CONFLICT,
        None => StatusCode::OK,
    };
    let mut frame = inside.frame_at(Room::Settings, name(tongue, sample));
    frame.troubled = trouble.is_some();
    let email = inside.known.session.account.email.clone();
    let blanks = Blanks::default().with("email", email.unwrap_or_default());
    let content = Preview {
        frame,
        told,
        trouble,
        from: letter.from_name.to_string(),
        subject: letter.subject.to_string(),
        text: letter.text,
        language: Tongue(language).tag(),
        languages: languages
            .map(|(one, words)| BarLink {
                label: tongue.word(words),
                path: format!("{path}?language={}", Tongue(one).tag()),
                is_here: one == language,
            })
            .into(),
        sheet: format!("{path}/sheet?language={}", Tongue(language).tag()),
        action: path,
        send: tongue.say("letters-send", &blanks),
        back: list,
    };
    let mut response = Page::of(status, &content).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, WITH_FRAME);
    Ok(response)
}
