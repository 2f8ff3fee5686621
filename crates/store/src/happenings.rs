//! What happened at a venue: deeds that are about no booking are written here, and all of the venue's history is read, the
//! latest first or commit by commit.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use bronya_domain::booking::State;
use bronya_domain::command::{Actor, Role};
use bronya_domain::happening::{About, Happening};
use bronya_domain::id::{AccountId, BookingId, ResourceId, VenueId};
use bronya_domain::people::Names;
use jiff::Timestamp;

use crate::engine::{Fault, Lines, Row, Sql, Tx, V, texts};
use crate::rows::{self, HistoryLine, as_json, as_word, history_columns, json, word};

/// Lines about bookings, the latest first, of those before a place that the filter lets through. The plus signs leave the way
/// in to the condition that leads.
macro_rules! history_where {
    ($lead:literal, $order:literal) => {
        concat!(
            "select booking, ", history_columns!(), " from history where venue = $1 and ", $lead, "
                and (cast($6 as bigint) is null or account = $6) and (cast($7 as text) is null or act = $7)
                and (cast($8 as bigint) is null or 0 < (select count(*) from claim where claim.venue = $1
                    and owner_kind = 1 and owner = history.booking and resource = $8))
            order by ", $order, " limit $9"
        )
    };
}

macro_rules! deed_columns {
    () => {
        "revision, place, at, role, account, act, about, reason"
    };
}

texts! {
    INSERT_DEED = "insert into deed (venue, revision, place, at, role, account, act, thing, number, resources, about, reason)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    HISTORY_OF_VENUE = history_where!(
        "at >= $2 and (at, booking, version) < ($3, $4, $5)",
        "at desc, booking desc, version desc"
    );
    HISTORY_OF_BOOKING = history_where!(
        "booking = $10 and +at >= $2 and (+at, +booking, +version) < ($3, $4, $5)",
        "+at desc, +version desc"
    );
    DEEDS = concat!("select ", deed_columns!(), " from deed where venue = $1
            and at >= $2 and (at, revision, place) < ($3, $4, $5)
            and (cast($6 as bigint) is null or account = $6) and (cast($7 as text) is null or act = $7)
            and (cast($8 as text) is null or resources like $8)
            and (cast($10 as text) is null or (thing = $10 and number = $11))
        order by at desc, revision desc, place desc limit $9");
    HISTORY_LINE = concat!("select booking, ", history_columns!(), " from history
        where venue = $1 and booking = $2 and version = $3");
    DEEDS_OF_COMMIT = concat!("select ", deed_columns!(), " from deed where venue = $1 and revision = $2 order by place");
    /// Of a booking, whose it is and what it has.
    WHOSE = "select name, (select string_agg(cast(resource as text), ',') from claim
            where claim.venue = $1 and owner_kind = 1 and owner = $2)
        from booking where venue = $1 and id = $2";
    CALLED = "select id, first_name, last_name, coalesce(username, email) from account where id = $1";
}

/// One thing that happened, with the names of those who had to do with it as they are now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What happened.
    pub happening: Happening,
    /// What he is called who did it, where he has an account.
    pub name: Option<String>,
    /// Whom it is about: the guest of the booking, or the member of the venue.
    pub whom: Option<String>,
    /// Where it stands among all others.
    pub place: Place,
}

/// The text names no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoPlace;

/// A place in the history of a venue. A later one is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// When it happened.
    pub at: Timestamp,
    /// Whether it is about a booking; such stand after others of the same instant.
    pub is_booking: bool,
    /// The number of the booking, or the revision of the commit.
    pub number: i64,
    /// The version of the booking, or the place within the commit.
    pub second: i64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.at.as_microsecond();
        let sort = i64::from(self.is_booking);
        write!(f, "{at}.{sort}.{}.{}", self.number, self.second)
    }
}

impl FromStr for Place {
    type Err = NoPlace;
    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let numbers = text
            .split('.')
            .map(|number| number.parse().map_err(|_| NoPlace));
        let numbers: Vec<i64> = numbers.collect::<Result<_, _>>()?;
        let [at, sort @ (0 | 1), number, second] = numbers[..] else {
            return Err(NoPlace);
        };
        Ok(Self {
            at: Timestamp::from_microsecond(at).map_err(|_| NoPlace)?,
            is_booking: sort == 1,
            number,
            second,
        })
    }
}

/// What of the history is asked for; where it says nothing, everything is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// From when on.
    pub from: Option<Timestamp>,
    /// Until before when.
    pub until: Option<Timestamp>,
    /// By whom.
    pub by: Option<AccountId>,
    /// What was done, by its name.
    pub act: Option<String>,
    /// To what.
    pub subject: Option<Subject>,
}

/// What something was done to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// To one booking.
    Booking(BookingId),
    /// To something else: the name of its sort, and its number.
    Thing(String, i64),
    /// To whatever has to do with a resource: bookings that have it now, blocks, slots, itself.
    Resource(ResourceId),
}

/// Writes a deed about a locked venue into its history.
pub async fn note(
    tx: &mut Tx,
    venue: VenueId,
    by: Actor,
    act: &str,
    about: &About,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<(), Fault> {
    let Some(locked) = tx.locked(venue) else {
        return Err(Fault::Bug("a venue that is not locked".into()));
    };
    let lines = tx.lines(venue);
    let place = lines.deeds;
    lines.deeds += 1;
    let resources = about.resources().iter().map(|id| format!("{id},"));
    let args = [
        venue.into(),
        locked.revision.into(),
        place.into(),
        now.into(),
        as_word(&by.role)?.into(),
        by.account.into(),
        act.into(),
        about.name().into(),
        about.number().into(),
        format!(",{}", resources.collect::<String>()).into(),
        as_json(about)?.into(),
        reason.into(),
    ];
    tx.write(&INSERT_DEED, &args).await.map(drop)
}

/// What happened at a venue before a place, the latest first, at most `most`.
pub async fn before(
    tx: &mut Tx,
    venue: VenueId,
    wanted: &Wanted,
    before: Option<Place>,
    most: i64,
) -> Result<Vec<Entry>, Fault> {
    let mut found = Vec::new();
    let subject = wanted.subject.as_ref();
    if !matches!(subject, Some(Subject::Thing(..))) {
        let mut args = arguments(venue, wanted, before, true);
        args.push(of_resource(subject).into());
        args.push(most.into());
        let sql: &Sql = match subject {
            Some(Subject::Booking(id)) => {
                args.push((*id).into());
                &HISTORY_OF_BOOKING
            }
            _ => &HISTORY_OF_VENUE,
        };
        let rows = tx.rows(sql, &args).await?;
        found.extend(of_bookings(tx, venue, rows).await?);
    }
    if !matches!(subject, Some(Subject::Booking(_))) {
        let mut args = arguments(venue, wanted, before, false);
        let resource = of_resource(subject).map(|id| format!("%,{id},%"));
        let (thing, number) = match subject {
            Some(Subject::Thing(thing, number)) => (Some(thing.as_str()), Some(*number)),
            _ => (None, None),
        };
        args.extend([resource.into(), most.into(), thing.into(), number.into()]);
        let rows = tx.rows(&DEEDS, &args).await?;
        found.extend(rows.into_iter().map(deed).collect::<Result<Vec<_>, _>>()?);
    }
    found.sort_by_key(|entry| std::cmp::Reverse(entry.place));
    found.truncate(usize::try_from(most).unwrap_or_default());
    named(tx, found).await
}

/// What a commit did to a venue, in the order in which it was done.
pub async fn of_commit(
    tx: &mut Tx,
    venue: VenueId,
    revision: i64,
    lines: &Lines,
) -> Result<Vec<Entry>, Fault> {
    let mut found = Vec::new();
    if lines.deeds > 0 {
        let rows = tx
            .rows(&DEEDS_OF_COMMIT, &[venue.into(), revision.into()])
            .await?;
        for row in rows {
            found.push(deed(row)?);
        }
    }
    let bookings = lines.bookings.iter();
    let asked: Vec<Vec<V>> = bookings
        .map(|(id, version)| vec![venue.into(), (*id).into(), (*version).into()])
        .collect();
    let rows = tx.rows_of_each(&HISTORY_LINE, &asked).await?;
    found.extend(of_bookings(tx, venue, rows.into_iter().flatten().collect()).await?);
    named(tx, found).await
}

/// The values that both lists share: venue, beginning, the place before which, by whom, what.
fn arguments(venue: VenueId, wanted: &Wanted, before: Option<Place>, are_bookings: bool) -> Vec<V> {
    let until = wanted.until.map_or(i64::MAX, Timestamp::as_microsecond);
    let mut end = (until, i64::MIN, i64::MIN);
    if let Some(place) = before {
        let at = place.at.as_microsecond();
        end = end.min(match (place.is_booking, are_bookings) {
            // A list is gone on with where it was left.
            (true, true) | (false, false) => (at, place.number, place.second),
            // Of the same instant all bookings stand before all deeds, as the latest comes first.
            (true, false) => (at, i64::MAX, i64::MAX),
            (false, true) => (at, i64::MIN, i64::MIN),
        });
    }
    let from = wanted.from.map_or(i64::MIN, Timestamp::as_microsecond);
    vec![
        venue.into(),
        from.into(),
        end.0.into(),
        end.1.into(),
        end.2.into(),
        wanted.by.into(),
        wanted.act.as_deref().into(),
    ]
}

fn of_resource(subject: Option<&Subject>) -> Option<ResourceId> {
    match subject {
        Some(Subject::Resource(id)) => Some(*id),
        _ => None,
    }
}

/// Lines about bookings, with whose these are and what they have.
async fn of_bookings(tx: &mut Tx, venue: VenueId, rows: Vec<Row>) -> Result<Vec<Entry>, Fault> {
    let lines = rows.into_iter().map(|mut row| {
        let id = BookingId(row.int()?);
        Ok((id, rows::history_line(&mut row)?))
    });
    let lines: Vec<(BookingId, HistoryLine)> = lines.collect::<Result<_, Fault>>()?;
    let ids: BTreeSet<BookingId> = lines.iter().map(|(id, _)| *id).collect();
    let asked: Vec<Vec<V>> = ids
        .iter()
        .map(|id| vec![venue.into(), (*id).into()])
        .collect();
    let answers = tx.rows_of_each(&WHOSE, &asked).await?;
    let mut whose = BTreeMap::new();
    for (id, rows) in ids.into_iter().zip(answers) {
        for mut row in rows {
            whose.insert(id, (row.maybe_text()?, resources(row.maybe_text()?)?));
        }
    }
    let entry = |(id, line): (BookingId, HistoryLine)| {
        let (whom, resources) = whose.get(&id).cloned().unwrap_or_default();
        of_booking(id, line, whom, resources)
    };
    Ok(lines.into_iter().map(entry).collect())
}

fn resources(text: Option<String>) -> Result<Vec<ResourceId>, Fault> {
    let text = text.unwrap_or_default();
    let mut ids = rows::resources(&text)?;
    ids.sort();
    ids.dedup();
    Ok(ids)
}

fn of_booking(
    id: BookingId,
    line: HistoryLine,
    whom: Option<String>,
    resources: Vec<ResourceId>,
) -> Entry {
    let (before, after): (Option<State>, State) = (line.before, line.after);
    Entry {
        place: Place {
            at: line.at,
            is_booking: true,
            number: id.0,
            second: line.version,
        },
        happening: Happening {
            at: line.at,
            by: actor(line.role, line.account),
            act: line.act,
            about: About::Booking {
                id,
                version: line.version,
                before,
                after,
                span: line.span,
                resources,
            },
            reason: line.reason,
        },
        name: None,
        whom,
    }
}

fn actor(role: Role, account: Option<AccountId>) -> Actor {
    Actor {
        role,
        account,
        own: None,
    }
}

fn deed(mut row: Row) -> Result<Entry, Fault> {
    let (number, second, at) = (row.int()?, row.int()?, row.instant()?);
    let by = actor(word(&row.text()?)?, row.maybe_int()?.map(AccountId));
    Ok(Entry {
        place: Place {
            at,
            is_booking: false,
            number,
            second,
        },
        happening: Happening {
            at,
            by,
            act: row.text()?,
            about: json(&row.text()?)?,
            reason: row.maybe_text()?,
        },
        name: None,
        whom: None,
    })
}

/// With what those are called who did it, and the members to whom it was done.
async fn named(tx: &mut Tx, mut entries: Vec<Entry>) -> Result<Vec<Entry>, Fault> {
    let of = |entry: &Entry| [entry.happening.by.account, member(&entry.happening)];
    let ids: BTreeSet<AccountId> = entries.iter().flat_map(of).flatten().collect();
    let asked: Vec<Vec<V>> = ids.into_iter().map(|id| vec![id.into()]).collect();
    let mut names = BTreeMap::new();
    for mut row in tx
        .rows_of_each(&CALLED, &asked)
        .await?
        .into_iter()
        .flatten()
    {
        let id = AccountId(row.int()?);
        let called = Names {
            first: row.maybe_text()?,
            last: row.maybe_text()?,
            middle: None,
        };
        names.insert(id, called.full().or(row.maybe_text()?));
    }
    let name = |id: Option<AccountId>| id.and_then(|id| names.get(&id).cloned()).flatten();
    for entry in &mut entries {
        entry.name = name(entry.happening.by.account);
        if let Some(member) = member(&entry.happening) {
            entry.whom = name(Some(member));
        }
    }
    Ok(entries)
}

fn member(happening: &Happening) -> Option<AccountId> {
    match happening.about {
        About::Member { account, .. } => Some(account),
        _ => None,
    }
}
