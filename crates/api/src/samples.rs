//! The letters that people get from a venue, as they would look, about a visit that nobody booked.

use aide::OperationInput;
use aide::generate::GenContext;
use aide::openapi::Operation;
use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use bronya_domain::catalog::{Catalog, Language};
use bronya_domain::sample::Sample;
use bronya_gate::{Denial, Gate};
use bronya_words::example::Example;
use bronya_words::matter::Post;
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answered::{Accepted, Seen};
use crate::asked::{self, By, In, MaybeBody, Query};
use crate::problem::{Problem, Result};

/// A letter that the address names.
pub(crate) struct Named(pub Sample);

/// The letters that people get from a venue.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SampleList {
    items: Vec<SampleLine>,
}

/// A letter that people get.
#[derive(Serialize, JsonSchema)]
struct SampleLine {
    /// Its name, such as `guest_confirmed` or `invitation`.
    letter: String,
    /// Its subject, in the venue's language.
    subject: String,
}

/// A letter as it would look.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SampleLetter {
    /// Its name.
    letter: String,
    /// Its language.
    language: Language,
    /// In whose name it is written.
    from: String,
    /// Its subject.
    subject: String,
    /// Its plain text.
    text: String,
    /// The same as HTML.
    html: String,
}

/// In which language.
#[derive(Default, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SampleLanguage {
    /// The language; the venue's where it does not say.
    #[garde(skip)]
    language: Option<Language>,
}

/// Where such a letter goes.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SampleSent {
    /// The address of whoever asked for it.
    email: String,
}

pub(crate) async fn list(State(gate): State<Gate>, In(catalog): In) -> Result<Seen<SampleList>> {
    let venue = &catalog.venue;
    let lines = Sample::all().map(|sample| {
        let letter = letter(&gate, &catalog, sample, venue.language)?;
        Ok(SampleLine {
            letter: letter.letter,
            subject: letter.subject,
        })
    });
    let items = lines.collect::<Result<_>>()?;
    Ok(Seen::new(SampleList { items }).private())
}

pub(crate) async fn show(
    State(gate): State<Gate>,
    In(catalog): In,
    Named(sample): Named,
    Query(query): Query<SampleLanguage>,
) -> Result<Seen<SampleLetter>> {
    let language = query.language.unwrap_or(catalog.venue.language);
    let letter = letter(&gate, &catalog, sample, language)?;
    Ok(Seen::new(letter).private())
}

pub(crate) async fn send(
    State(gate): State<Gate>,
    By(caller): By,
    In(catalog): In,
    Named(sample): Named,
    MaybeBody(query): MaybeBody<SampleLanguage>,
) -> Result<Accepted<SampleSent>> {
    let venue = &catalog.venue;
    let language = query.language.unwrap_or(venue.language);
    let sent = gate.send_sample(&caller, venue.id, (sample, language));
    Ok(Accepted(SampleSent { email: sent.await? }))
}

fn letter(
    gate: &Gate,
    catalog: &Catalog,
    sample: Sample,
    language: Language,
) -> Result<SampleLetter> {
    let venue = &catalog.venue;
    let first = catalog.listed().first();
    let page = format!("{}/{}", gate.public_url(), venue.slug);
    let example = Example {
        sample,
        language,
        venue,
        resource: first.map(|listed| listed.resource.name.as_str()),
        page: &page,
        email: "anna@example.org",
        number: 0,
        post: Post {
            host: gate.public_host(),
            sender: "",
            stamp: gate.now(),
        },
    };
    let letter = example.letter().ok_or_else(unknown)?;
    Ok(SampleLetter {
        letter: sample.name(),
        language,
        from: letter.from_name.to_string(),
        subject: letter.subject.to_string(),
        text: letter.text,
        html: letter.html,
    })
}

impl FromRequestParts<Gate> for Named {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &Gate) -> Result<Self> {
        let name = asked::part(parts, "letter").await?;
        Ok(Self(Sample::named(&name).ok_or_else(unknown)?))
    }
}

impl OperationInput for Named {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        let words = "The letter, by its name.";
        asked::in_path::<String>(ctx, operation, "letter", words);
    }
}

fn unknown() -> Denial {
    Denial::new(
        StatusCode::NOT_FOUND,
        "unknown_letter",
        "There is no such letter.",
    )
}
