//! What would come of a deed, said before it is done: how many slots would be published or withdrawn, and which would not.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bronya_desk::Done;
use bronya_domain::command::{Act, Command, SlotSeries};
use bronya_domain::series::{BadPattern, Drawn, Published, SLOTS_AT_ONCE, Withdrawn};
use bronya_gate::Denial;
use bronya_words::{Line, moment};

use super::look::Look;
use super::screen::Screen;
use super::seen;
use super::sent::{Sent, Wrong};
use crate::inside::{Inside, Room};
use crate::page::{Frame, Page};
use crate::tongue::Blanks;

#[derive(Template)]
#[template(path = "week/ask.html")]
struct Content {
    frame: Frame,
    slug: String,
    /// What would come of it, a sentence each.
    lines: Vec<String>,
    /// What goes along unseen, by name.
    hidden: Vec<(&'static str, String)>,
    /// Which step does it.
    step: &'static str,
    /// What is pressed to do it; nothing where nothing would come of it.
    button: Option<String>,
    /// Whether it takes something away.
    grave: bool,
}

/// Slots that are to be published.
pub(super) struct Series {
    pub drawn: Drawn,
    pub act: Act,
}

/// The slots that a form wants published, or what is wrong with it.
pub(super) fn series(inside: &Inside, look: &Look, sent: &Sent) -> Result<Series, Wrong> {
    let tongue = inside.known.tongue();
    let wanted = sent.wanted(seen::monday(inside, look), &inside.catalog, tongue)?;
    let wrong = |field, words: &str| {
        let blanks = Blanks::default().with("most", SLOTS_AT_ONCE as i64);
        Wrong::from([(field, tongue.say(words, &blanks))])
    };
    let Some(whose) = seen::whose(inside, look) else {
        return Err(wrong("cells", "week-nobody"));
    };
    let drawn = wanted.pattern.drawn(&inside.catalog.venue.zone);
    let drawn = drawn.map_err(|bad| match bad {
        BadPattern::TooMany => wrong("until", "week-bad-many"),
        BadPattern::TooLong => wrong("until", "week-bad-long"),
        BadPattern::Reversed => wrong("until", "week-bad-until"),
        BadPattern::Nothing | BadPattern::NoLength | BadPattern::Overlapping(_) => {
            wrong("minutes", "week-bad-fit")
        }
    })?;
    let series = SlotSeries {
        resource: whose.resource.id,
        spans: drawn.spans.clone(),
        topic: wanted.topic,
        price: wanted.price,
    };
    Ok(Series {
        drawn,
        act: Act::PublishSlots(Box::new(series)),
    })
}

/// What would come of an act.
async fn rehearsed(inside: &Inside, act: Act) -> Result<Done, Denial> {
    let command = Command {
        actor: inside.caller.actor(),
        act,
        expects: None,
    };
    let (gate, venue) = (&inside.known.gate, inside.catalog.venue.id);
    Ok(gate.desk().rehearsed(venue, command, gate.now()).await?)
}

/// How many slots would be published.
pub(super) async fn plan(inside: &Inside, look: &Look, sent: &Sent) -> Result<Response, Denial> {
    let series = match series(inside, look, sent) {
        Ok(series) => series,
        Err(wrong) => return wrongly(inside, look, sent, wrong).await,
    };
    let count = match rehearsed(inside, series.act).await? {
        Done::Published(count) => count,
        _ => Published::default(),
    };
    let tongue = inside.known.tongue();
    let blanks = || Blanks::default().with("published", count.published);
    let content = Content {
        frame: inside.frame_at(Room::Week, tongue.say("week-plan-title", &blanks())),
        slug: inside.catalog.venue.slug.clone(),
        lines: planned(inside, look, &series.drawn, count),
        hidden: typed(sent, &sent.cells),
        step: "publish",
        button: (count.published > 0).then(|| tongue.say("week-plan-button", &blanks())),
        grave: false,
    };
    Ok(Page::of(StatusCode::OK, &content).into_response())
}

/// What would come of publishing, a sentence each.
fn planned(inside: &Inside, look: &Look, drawn: &Drawn, count: Published) -> Vec<String> {
    let (tongue, zone) = (inside.known.tongue(), &inside.catalog.venue.zone);
    let whose =
        seen::whose(inside, look).map(|listed| Line::name(&listed.resource.name).to_string());
    let ends = drawn.spans.first().zip(drawn.spans.last());
    let ends = ends.map(|(first, last)| {
        let short = |at| moment::full(tongue.0, zone, at);
        let blanks = Blanks::default()
            .with("whose", whose.unwrap_or_default())
            .with("first", short(first.from()))
            .with("last", short(last.from()));
        tongue.say("week-plan-ends", &blanks)
    });
    let counted = [
        ("already", count.already),
        ("overlapping", count.overlapping),
        ("past", count.past),
        ("skipped", drawn.skipped),
    ];
    let told = counted.into_iter().filter(|(_, count)| *count > 0);
    let told = told.map(|(words, count)| {
        let blanks = Blanks::default().with("count", count);
        tongue.say(&format!("week-plan-{words}"), &blanks)
    });
    ends.into_iter().chain(told).collect()
}

/// How many slots would be withdrawn.
pub(super) async fn withdrawal(
    inside: &Inside,
    look: &Look,
    sent: &Sent,
) -> Result<Response, Denial> {
    let tongue = inside.known.tongue();
    if sent.slots.is_empty() {
        let wrong = Wrong::from([("cells", tongue.word("week-bad-slots"))]);
        return wrongly(inside, look, sent, wrong).await;
    }
    let act = Act::WithdrawSlots(sent.slots.clone());
    let count = match rehearsed(inside, act).await? {
        Done::Withdrawn(count) => count,
        _ => Withdrawn::default(),
    };
    let blanks = || Blanks::default().with("withdrawn", count.withdrawn);
    let mut lines = vec![tongue.say("week-withdraw-lead", &blanks())];
    if count.taken > 0 {
        let blanks = Blanks::default().with("taken", count.taken);
        lines.push(tongue.say("week-withdraw-taken", &blanks));
    }
    let content = Content {
        frame: inside.frame_at(Room::Week, tongue.say("week-withdraw-title", &blanks())),
        slug: inside.catalog.venue.slug.clone(),
        lines,
        hidden: typed(sent, &[]),
        step: "withdraw",
        button: (count.withdrawn > 0).then(|| tongue.say("week-withdraw-button", &blanks())),
        grave: true,
    };
    Ok(Page::of(StatusCode::OK, &content).into_response())
}

/// Everything that was typed, painted and ticked, so that whoever goes back has it again.
fn typed(sent: &Sent, cells: &[String]) -> Vec<(&'static str, String)> {
    let texts = [
        ("back", &sent.back),
        ("minutes", &sent.minutes),
        ("pause", &sent.pause),
        ("topic", &sent.topic),
        ("price", &sent.price),
        ("until", &sent.until),
    ];
    let texts = texts.into_iter();
    let texts = texts.filter_map(|(name, text)| Some((name, text.clone()?)));
    let cells = cells.iter().map(|cell| ("cells[]", cell.clone()));
    let slots = sent.slots.iter().map(|slot| ("slots[]", slot.to_string()));
    texts.chain(cells).chain(slots).collect()
}

/// The week once more, with what is wrong with what was sent.
pub(super) async fn wrongly(
    inside: &Inside,
    look: &Look,
    sent: &Sent,
    wrong: Wrong,
) -> Result<Response, Denial> {
    let screen = Screen {
        wrong,
        ..Screen::new(inside, look, sent)
    };
    Ok(screen.page(None).await?.into_response())
}
