//! The steps as pages, one after the other and back.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bronya_desk::{NewVenue, No};
use bronya_domain::template::Template;
use bronya_gate::Denial;

use super::steps::{Answers, FIELDS, Step};
use crate::asked::Form;
use crate::fields::{Field, Trouble};
use crate::inside::{Known, Operator};
use crate::page::{Frame, Page};
use crate::paths;
use crate::settings::form::{blame, wrong};
use crate::settings::lines::Row;
use crate::settings::resources::summed;
use crate::settings::sent::Sent;
use crate::settings::week;
use crate::tongue::{Blanks, Tongue};

#[derive(askama::Template)]
#[template(path = "settings/founding.html")]
struct Content {
    frame: Frame,
    trouble: Option<Trouble>,
    step: usize,
    progress: Option<String>,
    lead: String,
    cards: Vec<Card>,
    fields: Vec<Field>,
    days: Vec<Field>,
    facts: Vec<(String, Vec<String>)>,
    rows: Vec<(String, String)>,
    more: Option<String>,
    hidden: Vec<(String, String)>,
    /// Whether nothing of the step was answered yet.
    fresh: bool,
    button: String,
}

/// A sort of venue to choose.
struct Card {
    name: &'static str,
    label: String,
    lead: String,
    chosen: bool,
}

/// A step with its fields, and what everything comes to where that is shown.
#[derive(Default)]
struct Filled {
    fields: Vec<Field>,
    days: Vec<Field>,
    sum: Option<(NewVenue, Vec<Row>)>,
}

pub(crate) async fn show(Operator(known): Operator) -> Response {
    let sent = Sent::default();
    let answers = Answers {
        tongue: known.tongue(),
        sent: &sent,
    };
    page(&known, &answers, Step::What, filled(&answers, Step::What)).into_response()
}

pub(crate) async fn found(Operator(known): Operator, Form(sent): Form<Sent>) -> Response {
    let visitor = known.visitor;
    visitor.told(answered(&known, &sent).await)
}

async fn answered(known: &Known, sent: &Sent) -> Result<Response, Denial> {
    sent.only(&FIELDS)?;
    let step = Step::of(sent.text("step"));
    let step = step.ok_or_else(|| Denial::invalid("step", "is no step"))?;
    let answers = Answers {
        tongue: known.tongue(),
        sent,
    };
    let shown = |step, filled| Ok(page(known, &answers, step, filled).into_response());
    if sent.text("go") == "back" {
        let before = Step::ALL[step.number().saturating_sub(2)];
        return shown(before, filled(&answers, before));
    }
    if answers.template().is_none() {
        return Err(Denial::invalid("template", "is no sort of venue"));
    }
    // Whatever an earlier step says is read again, because all of it comes from the form.
    let mut what = filled(&answers, Step::What);
    answers.check_what(&mut what.fields);
    if wrong(&what.fields) {
        return shown(Step::What, what);
    }
    if step == Step::What {
        return shown(Step::Where, filled(&answers, Step::Where));
    }
    let mut place = filled(&answers, Step::Where);
    let venue = answers.venue(&mut place.fields, &mut place.days);
    if !wrong(&place.fields) && is_taken(known, sent.text("slug")).await? {
        let problem = answers.tongue.word("founding-slug-taken");
        blame(&mut place.fields, "slug", problem);
    }
    let venue = match venue {
        Some(venue) if !wrong(&place.fields) && !wrong(&place.days) => venue,
        _ => return shown(Step::Where, place),
    };
    if step == Step::Where {
        return shown(Step::Offer, filled(&answers, Step::Offer));
    }
    let mut offer = filled(&answers, Step::Offer);
    let rows = answers.rows(venue.currency, &mut offer.fields);
    let rows = match rows {
        Some(rows) if !wrong(&offer.fields) => rows,
        _ => return shown(Step::Offer, offer),
    };
    if step == Step::Offer {
        let sum = Filled {
            sum: Some((venue, rows)),
            ..Filled::default()
        };
        return shown(Step::Sum, sum);
    }
    made(known, &answers, venue, rows).await
}

/// Makes the venue with everything that it offers.
async fn made(
    known: &Known,
    answers: &Answers<'_>,
    venue: NewVenue,
    rows: Vec<Row>,
) -> Result<Response, Denial> {
    let slug = venue.slug.clone();
    let resources = answers.resources(rows);
    let desk = known.gate.desk();
    let made = desk.found_venue(venue, resources, None, known.gate.now());
    let (step, name, words) = match made.await {
        Ok(_) => {
            let place = format!("{}?done=founded", paths::settings(&slug));
            return Ok(Redirect::to(&place).into_response());
        }
        Err(No::NotUnique { field: "slug" }) => (Step::Where, "slug", "founding-slug-taken"),
        Err(no) => return Err(no.into()),
    };
    let mut filled = filled(answers, step);
    blame(&mut filled.fields, name, answers.tongue.word(words));
    Ok(page(known, answers, step, filled).into_response())
}

async fn is_taken(known: &Known, slug: &str) -> Result<bool, Denial> {
    match known.gate.desk().venue(slug).await {
        Ok(_) => Ok(true),
        Err(No::UnknownVenue) => Ok(false),
        Err(no) => Err(no.into()),
    }
}

fn filled(answers: &Answers<'_>, step: Step) -> Filled {
    let (fields, days) = match step {
        Step::What => (answers.what(), Vec::new()),
        Step::Where => (answers.place(), answers.days()),
        Step::Offer => (answers.offer(), Vec::new()),
        Step::Sum => (Vec::new(), Vec::new()),
    };
    Filled {
        fields,
        days,
        sum: None,
    }
}

fn page(known: &Known, answers: &Answers<'_>, step: Step, mut filled: Filled) -> Page {
    let tongue = answers.tongue;
    let trouble = match Trouble::of(tongue, &mut filled.fields) {
        Some(trouble) => Some(trouble.and(&filled.days)),
        None => Trouble::of(tongue, &mut filled.days),
    };
    let status = match trouble {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let words = match step {
        Step::What => "founding-what",
        Step::Where => "founding-where",
        Step::Offer => "founding-offer",
        Step::Sum => "founding-sum",
    };
    let part = |part: &str| tongue.word(&format!("{words}.{part}"));
    let number = step.number();
    let blanks = Blanks::default().with("step", number);
    let currency = filled.sum.as_ref().map(|(venue, _)| venue.currency);
    let rows = filled.sum.as_ref().map(|(_, rows)| rows.as_slice());
    let (rows, more) = match (currency, rows) {
        (Some(currency), Some(rows)) => summed(currency, tongue, rows),
        _ => (Vec::new(), None),
    };
    let content = Content {
        frame: Frame {
            troubled: trouble.is_some(),
            ..known.frame(part("title"))
        },
        trouble,
        step: number,
        progress: (step != Step::Sum).then(|| tongue.say("founding-step", &blanks)),
        lead: part("lead"),
        cards: match step {
            Step::What => cards(answers),
            _ => Vec::new(),
        },
        facts: filled
            .sum
            .map(|sum| facts(answers, sum))
            .unwrap_or_default(),
        fields: filled.fields,
        days: filled.days,
        rows,
        more,
        hidden: hidden(answers, step),
        fresh: !answers.knows(step),
        button: part("button"),
    };
    Page::of(status, &content)
}

/// What other steps were answered, and for which sort of venue.
fn hidden(answers: &Answers<'_>, step: Step) -> Vec<(String, String)> {
    let others = Step::ALL.into_iter().filter(|other| *other != step);
    // What was likely for another sort of venue is not carried along.
    let kept = others.filter(|other| *other == Step::What || answers.knows(*other));
    let mut hidden: Vec<(String, String)> = kept
        .flat_map(|other| answers.sent.of(other.asks()))
        .collect();
    let based = match step {
        Step::What => answers.sent.text("based"),
        _ => answers.sent.text("template"),
    };
    hidden.push(("step".to_owned(), step.number().to_string()));
    hidden.push(("based".to_owned(), based.to_owned()));
    hidden
}

fn cards(answers: &Answers<'_>) -> Vec<Card> {
    let chosen = answers.template().unwrap_or(Template::Restaurant);
    let card = |template: Template| {
        let part = |part: &str| {
            let id = format!("founding-{}.{part}", template.name());
            answers.tongue.word(&id)
        };
        Card {
            name: template.name(),
            label: part("title"),
            lead: part("lead"),
            chosen: template == chosen,
        }
    };
    Template::ALL.map(card).into()
}

/// What everything comes to.
fn facts(answers: &Answers<'_>, (venue, rows): (NewVenue, Vec<Row>)) -> Vec<(String, Vec<String>)> {
    let tongue: Tongue = answers.tongue;
    let template = answers.sent.text("template");
    let sort = tongue.word(&format!("founding-{template}.title"));
    let hours = venue.hours.unwrap_or_default();
    let count = Blanks::default().with("count", rows.len());
    let fact = |label: &str, lines: Vec<String>| (tongue.word(label), lines);
    let mut facts = vec![
        fact("settings-name", vec![format!("{} ({sort})", venue.name)]),
        fact("founding-slug", vec![paths::venue(&venue.slug)]),
        fact("settings-zone", vec![venue.zone_name]),
        fact("settings-currency", vec![venue.currency.to_string()]),
        fact("settings-region", venue.region.into_iter().collect()),
        fact("settings-hours", week::lines(tongue, &hours.weekly)),
        fact(
            "settings-resources",
            vec![tongue.say("founding-count", &count)],
        ),
    ];
    facts.retain(|(_, lines)| !lines.is_empty());
    facts
}
