//! What the forms and buttons of a week do. Each leads back to the week as it then is; what the rules refuse, or what was typed
//! wrong, leads back with everything that was typed.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bronya_desk::Done;
use bronya_domain::availability::Question;
use bronya_domain::command::{Act, Command, Filter};
use bronya_domain::feed::Feed;
use bronya_domain::hours::on_the_clock;
use bronya_domain::refusal::Reason;
use bronya_domain::span::Span;
use bronya_gate::{Denial, Gate};
use bronya_words::moment;
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};

use super::ask;
use super::look::{Deed, Look};
use super::screen::Screen;
use super::seen;
use super::sent::{REASON_MOST, Sent, Wrong};
use crate::asked::Form;
use crate::inside::{Crew, Inside};
use crate::paths;
use crate::refusals;
use crate::tongue::Blanks;

/// About how many half hours one question is.
const ASKED_MOST: usize = 10;

/// Does what a form or a button of the week wants.
pub(super) async fn step(
    State(_): State<Gate>,
    Path((_, step)): Path<(String, String)>,
    Crew(inside): Crew,
    Form(sent): Form<Sent>,
) -> Response {
    let visitor = inside.known.visitor;
    visitor.told(stepped(&inside, &step, &sent).await)
}

/// Leads whoever loads the page of a step anew back to the week: what he sent is gone.
pub(super) async fn back(Crew(inside): Crew) -> Redirect {
    Redirect::to(&paths::week(&inside.catalog.venue.slug))
}

async fn stepped(inside: &Inside, step: &str, sent: &Sent) -> Result<Response, Denial> {
    let look = Look::read(sent.back.as_deref().unwrap_or_default()).unwrap_or_default();
    match step {
        "paint" => Ok(Screen::new(inside, &look, sent)
            .page(None)
            .await?
            .into_response()),
        "plan" => ask::plan(inside, &look, sent).await,
        "erase" => ask::withdrawal(inside, &look, sent).await,
        "why" => why(inside, &look, sent).await,
        "publish" => match ask::series(inside, &look, sent) {
            Ok(series) => done(inside, &look, sent, (series.act, None)).await,
            Err(wrong) => ask::wrongly(inside, &look, sent, wrong).await,
        },
        "withdraw" => {
            let act = Act::WithdrawSlots(sent.slots.clone());
            done(inside, &look, sent, (act, None)).await
        }
        "confirm" | "decline" => decided(inside, &look, sent, step).await,
        "renew" => renewed(inside, &look).await,
        _ => Err(Denial::not_found()),
    }
}

/// Agrees to a request or declines it.
async fn decided(
    inside: &Inside,
    look: &Look,
    sent: &Sent,
    step: &str,
) -> Result<Response, Denial> {
    let (id, expects) = sent.booking().ok_or_else(Denial::not_found)?;
    let look = Look {
        booking: Some(id),
        declines: step == "decline",
        ..look.plain()
    };
    let act = match step {
        "confirm" => Act::Confirm(id, None),
        _ => Act::Decline(id, sent.reason()),
    };
    let reason = sent.reason().unwrap_or_default();
    if reason.chars().count() > REASON_MOST {
        let long = inside.known.tongue().word("week-bad-reason");
        let wrong = Wrong::from([("reason", long)]);
        return ask::wrongly(inside, &look, sent, wrong).await;
    }
    done(inside, &look, sent, (act, expects)).await
}

/// Does it, and leads back to the week. What the rules refuse leads back as well, with everything that was sent.
async fn done(
    inside: &Inside,
    look: &Look,
    sent: &Sent,
    (act, expects): (Act, Option<i64>),
) -> Result<Response, Denial> {
    let deed = match act {
        Act::PublishSlots(_) => Deed::Publish,
        Act::WithdrawSlots(_) => Deed::Withdraw,
        Act::Confirm(..) => Deed::Confirm,
        _ => Deed::Decline,
    };
    let command = Command {
        actor: inside.caller.actor(),
        act,
        expects,
    };
    let (gate, venue) = (&inside.known.gate, &inside.catalog.venue);
    let done = gate
        .desk()
        .execute(venue.id, command, None, gate.now())
        .await;
    let after = match done.map_err(Denial::from) {
        Ok(Done::Published(count)) => {
            let counts = vec![
                count.published,
                count.already,
                count.overlapping,
                count.past,
            ];
            look.after(deed, counts)
        }
        Ok(Done::Withdrawn(count)) => look.after(deed, vec![count.withdrawn, count.taken]),
        Ok(Done::Booking(booking)) => Look {
            booking: Some(booking.id),
            ..look.after(deed, Vec::new())
        },
        Ok(_) => look.plain(),
        Err(denial) if denial.refused.is_some() && denial.status != StatusCode::NOT_FOUND => {
            return refused(inside, look, sent, &denial).await;
        }
        Err(denial) => return Err(denial),
    };
    Ok(Redirect::to(&after.path(&venue.slug)).into_response())
}

async fn refused(
    inside: &Inside,
    look: &Look,
    sent: &Sent,
    denial: &Denial,
) -> Result<Response, Denial> {
    let (tongue, venue) = (inside.known.tongue(), &inside.catalog.venue);
    let trouble = refusals::trouble(tongue, venue, denial);
    let trouble = trouble.map(|trouble| (trouble, refusals::status(denial)));
    let page = Screen::new(inside, look, sent).page(trouble).await?;
    Ok(page.into_response())
}

/// Gives the calendar another address.
async fn renewed(inside: &Inside, look: &Look) -> Result<Response, Denial> {
    let whose = seen::whose(inside, look).ok_or_else(Denial::not_found)?;
    let (desk, actor) = (inside.desk(), inside.caller.actor());
    let feed = Feed::Of(whose.resource.id);
    desk.renew_feed(&inside.catalog, feed, actor).await?;
    let path = look.after(Deed::Renew, Vec::new());
    Ok(Redirect::to(&path.path(&inside.catalog.venue.slug)).into_response())
}

/// Why the painted half hours cannot be booked.
async fn why(inside: &Inside, look: &Look, sent: &Sent) -> Result<Response, Denial> {
    let tongue = inside.known.tongue();
    let painted = sent.painted();
    if painted.is_empty() {
        let wrong = Wrong::from([("cells", tongue.word("week-bad-why"))]);
        return ask::wrongly(inside, look, sent, wrong).await;
    }
    let mut screen = Screen::new(inside, look, sent);
    for cell in painted.into_iter().take(ASKED_MOST) {
        screen.answers.push(answer(inside, look, cell).await?);
    }
    Ok(screen.page(None).await?.into_response())
}

/// Why a half hour cannot be booked, or that it can.
async fn answer(inside: &Inside, look: &Look, cell: DateTime) -> Result<String, Denial> {
    let (tongue, venue) = (inside.known.tongue(), &inside.catalog.venue);
    let whose = seen::whose(inside, look).ok_or_else(Denial::not_found)?;
    let from = on_the_clock(cell, &venue.zone).at;
    let question = question(whose.resource.seats.from, from)?;
    let (desk, now) = (inside.desk(), inside.known.gate.now());
    let explained = desk
        .explained(&inside.catalog, &question, from, now)
        .await?;
    let own = explained
        .into_iter()
        .find(|one| one.resource == whose.resource.id);
    let reasons = own.map(|own| own.verdicts).unwrap_or_default();
    let reasons = reasons.into_iter().filter_map(|verdict| verdict.objection);
    let mut sentences: Vec<String> = Vec::new();
    for reason in reasons {
        let sentence = told(inside, &reason);
        if !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    }
    if sentences.is_empty() {
        sentences.push(tongue.word("week-why-can"));
    }
    let when = moment::short(tongue.0, &venue.zone, from);
    Ok(format!("{when}: {}", sentences.join(" ")))
}

/// A reason as it is said to whoever publishes the time.
fn told(inside: &Inside, reason: &Reason) -> String {
    let (tongue, venue) = (inside.known.tongue(), &inside.catalog.venue);
    match reason {
        Reason::NotPublished => tongue.say("week-why-unpublished", &Blanks::default()),
        _ => refusals::sentence(tongue, venue, reason),
    }
}

fn question(party: u32, from: Timestamp) -> Result<Question, Denial> {
    let starts = Span::lasting(from, SignedDuration::from_secs(1));
    Ok(Question {
        starts: starts.map_err(|_| Denial::not_found())?,
        party: Some(party.max(1)),
        filter: Filter::default(),
        length: None,
    })
}
