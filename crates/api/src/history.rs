//! The history of a venue: who did what when, to bookings and to everything else; page by page, or all of it as a table.

use aide::generate::GenContext;
use aide::openapi::{MediaType, Operation, Response as Documented, StatusCode as Code};
use aide::{OperationInput, OperationOutput};
use axum::body::Body;
use axum::extract::{FromRequestParts, State};
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use bronya_desk::{Entry, HAPPENINGS_MOST, HistoryPlace, Subject, Wanted};
use bronya_domain::booking::State as Stands;
use bronya_domain::catalog::Catalog;
use bronya_domain::command::Role;
use bronya_domain::happening::About;
use bronya_domain::hours::local_day;
use bronya_domain::id::{AccountId, BlockId, BookingId, ResourceId, SlotId};
use bronya_domain::span::Span;
use bronya_gate::{Denial, Gate};
use bronya_words::history::{csv_head, csv_line};
use futures_util::stream::{self, StreamExt};
use garde::Validate;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answered::Seen;
use crate::asked::{In, Query};
use crate::moments::{Day, Moment};
use crate::problem::{Problem, Result};

/// How many lines a page holds where the caller does not say.
const PAGE: u32 = 50;
const CSV: &str = "text/csv";

/// What of the history to list, the latest first.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HistoryQuery {
    /// From when on.
    #[garde(skip)]
    from: Option<Moment>,
    /// Until before when.
    #[garde(skip)]
    to: Option<Moment>,
    /// A local day instead.
    #[garde(skip)]
    date: Option<Day>,
    /// Only what this account did.
    #[garde(skip)]
    by: Option<AccountId>,
    /// Only what is called so, such as `cancel` or `change_rules`.
    #[garde(length(chars, min = 1, max = 40))]
    act: Option<String>,
    /// Only what was done to this booking. Of this and the following at most one.
    #[garde(skip)]
    booking: Option<BookingId>,
    /// Only what has to do with this resource: bookings that have it now, blocks, slots, itself.
    #[garde(skip)]
    resource: Option<ResourceId>,
    /// Only what was done to this block.
    #[garde(skip)]
    block: Option<BlockId>,
    /// Only what was done to this slot.
    #[garde(skip)]
    slot: Option<SlotId>,
    /// Only what was done to this member of the venue.
    #[garde(skip)]
    member: Option<AccountId>,
    /// How many at most; 50 where it does not say.
    #[garde(range(min = 1, max = HAPPENINGS_MOST as u32))]
    limit: Option<u32>,
    /// Where the page before ended.
    #[garde(length(max = 100))]
    cursor: Option<String>,
    /// `csv` for all of it as a table, whatever the limit and the cursor say; `Accept: text/csv` asks for the same.
    #[garde(skip)]
    format: Option<Format>,
}

/// How the history is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Format {
    /// A page as JSON.
    Json,
    /// All of it as a table.
    Csv,
}

/// A page of what happened, the latest first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct HappeningList {
    items: Vec<Happening>,
    /// The `cursor` of the next page; null on the last.
    next: Option<String>,
}

/// One thing that happened.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Happening {
    /// When.
    at: Timestamp,
    /// In what capacity somebody did it.
    role: Role,
    /// With which account.
    account: Option<AccountId>,
    /// What he is called now.
    name: Option<String>,
    /// What he did.
    act: String,
    /// To what: `booking`, `block`, `slot`, `resource`, `venue`, `kind`, `channel`, `member`, `key` or `guest`.
    about: &'static str,
    /// The number of that.
    id: Option<i64>,
    /// What that was called then.
    called: Option<String>,
    /// What the guest of the booking or the member is called now.
    whom: Option<String>,
    /// The resources that it has to do with.
    resources: Vec<ResourceId>,
    /// The time that it is about: from when.
    from: Option<Timestamp>,
    /// Until when; null while the end is open.
    until: Option<Timestamp>,
    /// Where the booking stood before; null when it was made.
    before: Option<Stands>,
    /// Where it stood after.
    after: Option<Stands>,
    /// The version that it gave the booking.
    version: Option<i64>,
    /// What the member may do from then on, where that was said.
    becomes: Option<Role>,
    /// Why, in his words.
    reason: Option<String>,
}

/// What kinds of answers the caller likes to get.
pub(crate) struct Accepts(String);

impl FromRequestParts<Gate> for Accepts {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &Gate) -> Result<Self> {
        let accept = parts.headers.get(ACCEPT);
        let accept = accept.and_then(|accept| accept.to_str().ok());
        Ok(Self(accept.unwrap_or_default().to_owned()))
    }
}

impl OperationInput for Accepts {}

/// A page, or all of it as a table.
pub(crate) enum Listed {
    Page(Seen<HappeningList>),
    Table(Body),
}

impl Happening {
    pub(crate) fn of(entry: Entry) -> Self {
        let happening = entry.happening;
        let about = &happening.about;
        let (before, after, version) = match about {
            About::Booking {
                before,
                after,
                version,
                ..
            } => (*before, Some(*after), Some(*version)),
            _ => (None, None, None),
        };
        let becomes = match about {
            About::Member { role, .. } => *role,
            _ => None,
        };
        Self {
            at: happening.at,
            role: happening.by.role,
            account: happening.by.account,
            name: entry.name,
            about: about.name(),
            id: about.number(),
            called: about.called().map(str::to_owned),
            whom: entry.whom,
            resources: about.resources().to_vec(),
            from: about.span().map(Span::from),
            until: about.span().and_then(Span::until),
            before,
            after,
            version,
            becomes,
            act: happening.act,
            reason: happening.reason,
        }
    }
}

pub(crate) async fn list(
    State(gate): State<Gate>,
    In(catalog): In,
    Accepts(accepted): Accepts,
    Query(query): Query<HistoryQuery>,
) -> Result<Listed> {
    let (venue, wanted) = (catalog.venue.id, wanted(&catalog, &query)?);
    if is_table(&query, &accepted) {
        let zone = catalog.venue.zone.clone();
        let pages = gate.desk().all_happenings(venue, wanted);
        let text = pages.map(move |page| {
            page.map(|entries| {
                let line = |entry: &Entry| {
                    let (name, whom) = (entry.name.as_deref(), entry.whom.as_deref());
                    csv_line(&zone, &entry.happening, name, whom)
                };
                entries.iter().map(line).collect::<String>()
            })
        });
        let head = stream::once(async { Ok(csv_head()) });
        return Ok(Listed::Table(Body::from_stream(head.chain(text))));
    }
    let cursor = query.cursor.as_deref().map(read_cursor).transpose()?;
    let limit = query.limit.unwrap_or(PAGE);
    let page = gate
        .desk()
        .happenings(venue, wanted, cursor, limit as usize)
        .await?;
    let next = page.next.map(|place| place.to_string());
    let address = next.as_ref().map(|cursor| {
        let place = format!(
            "{}/v1/venues/{}/history",
            gate.public_url(),
            catalog.venue.slug
        );
        format!("{place}?{}limit={limit}&cursor={cursor}", repeated(&query))
    });
    let items = page.items.into_iter().map(Happening::of).collect();
    let list = Seen::new(HappeningList { items, next });
    Ok(Listed::Page(list.next(address).private()))
}

fn is_table(query: &HistoryQuery, accepted: &str) -> bool {
    match query.format {
        Some(format) => format == Format::Csv,
        None => {
            let mut kinds = accepted.split([',', ';']);
            kinds.any(|kind| kind.trim().eq_ignore_ascii_case(CSV))
        }
    }
}

fn wanted(catalog: &Catalog, query: &HistoryQuery) -> Result<Wanted, Denial> {
    let zone = &catalog.venue.zone;
    let [mut from, mut until] =
        [query.from, query.to].map(|moment| moment.map(|moment| moment.read(zone).at));
    if let Some(Day(date)) = query.date {
        if from.is_some() || until.is_some() {
            let problem = "stands beside neither `from` nor `to`";
            return Err(Denial::invalid("date", problem));
        }
        let day = local_day(date, zone);
        let no_day = || Denial::invalid("date", "is a day that the zone does not have");
        let day = day.ok_or_else(no_day)?;
        (from, until) = (Some(day.from()), Some(day.end()));
    }
    Ok(Wanted {
        from,
        until,
        by: query.by,
        act: query.act.clone(),
        subject: subject(query)?,
    })
}

/// What it must have been done to. More than one thing would be a question that nothing answers.
fn subject(query: &HistoryQuery) -> Result<Option<Subject>, Denial> {
    let thing = |sort: &str, number: i64| Subject::Thing(sort.to_owned(), number);
    let all = [
        ("booking", query.booking.map(Subject::Booking)),
        ("resource", query.resource.map(Subject::Resource)),
        ("block", query.block.map(|id| thing("block", id.0))),
        ("slot", query.slot.map(|id| thing("slot", id.0))),
        ("member", query.member.map(|id| thing("member", id.0))),
    ];
    let mut given = all
        .into_iter()
        .filter_map(|(name, subject)| Some((name, subject?)));
    let first = given.next().map(|(_, subject)| subject);
    match given.next() {
        Some((name, _)) => Err(Denial::invalid(name, "stands beside no other thing")),
        None => Ok(first),
    }
}

/// What the next page is asked for again, as part of a query.
fn repeated(query: &HistoryQuery) -> String {
    let mut text = String::new();
    let mut say = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            text.push_str(&format!("{name}={value}&"));
        }
    };
    say("from", query.from.map(written));
    say("to", query.to.map(written));
    say("date", query.date.map(|Day(date)| date.to_string()));
    say("by", query.by.map(|id| id.to_string()));
    // An act of another form finds nothing, and has no next page.
    say("act", query.act.clone());
    say("booking", query.booking.map(|id| id.to_string()));
    say("resource", query.resource.map(|id| id.to_string()));
    say("block", query.block.map(|id| id.to_string()));
    say("slot", query.slot.map(|id| id.to_string()));
    say("member", query.member.map(|id| id.to_string()));
    text
}

fn written(moment: Moment) -> String {
    match moment {
        Moment::Instant(at) => at.to_string(),
        Moment::Wall(wall) => wall.to_string(),
    }
}

fn read_cursor(text: &str) -> Result<HistoryPlace, Denial> {
    let no_place = |_| Denial::invalid("cursor", "is none that a page before gave");
    text.parse().map_err(no_place)
}

impl IntoResponse for Listed {
    fn into_response(self) -> Response {
        match self {
            Self::Page(page) => page.into_response(),
            Self::Table(body) => {
                let headers = [
                    (CONTENT_TYPE, "text/csv; charset=utf-8"),
                    (CONTENT_DISPOSITION, "attachment; filename=\"history.csv\""),
                    (CACHE_CONTROL, "no-store"),
                ];
                (headers, body).into_response()
            }
        }
    }
}

impl OperationOutput for Listed {
    type Inner = HappeningList;

    fn operation_response(ctx: &mut GenContext, operation: &mut Operation) -> Option<Documented> {
        let page = Seen::<HappeningList>::operation_response(ctx, operation)?;
        Some(with_table(page))
    }

    fn inferred_responses(
        ctx: &mut GenContext,
        operation: &mut Operation,
    ) -> Vec<(Option<Code>, Documented)> {
        let pages = Seen::<HappeningList>::inferred_responses(ctx, operation);
        let with = |(code, page)| (code, with_table(page));
        pages.into_iter().map(with).collect()
    }
}

fn with_table(mut page: Documented) -> Documented {
    page.content.insert(CSV.into(), MediaType::default());
    page
}
