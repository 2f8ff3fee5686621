//! Everything that is kept of one person, to be handed out to him.
//!
//! A person is an account, or a guest of one venue by the address or phone number that he left there.

use bronya_domain::booking::{Booking, Contact, State};
use bronya_domain::catalog::Language;
use bronya_domain::command::Role;
use bronya_domain::id::{AccountId, BookingId, ResourceId, VenueId};
use bronya_domain::money::Money;
use bronya_domain::people::{Account, Names};
use bronya_domain::span::Span;
use jiff::Timestamp;
use serde::Serialize;

use crate::engine::{Fault, Row, Tx, V, texts};
use crate::people;
use crate::rows::{self, HistoryLine, booking_columns, history_columns, word};

/// Bookings with the name of their venue in addresses, in the order of [`booking`].
macro_rules! bookings_of {
    ($condition:literal) => {
        concat!(
            "select (select slug from venue where venue.id = booking.venue), venue, ",
            booking_columns!(),
            " from booking where ",
            $condition
        )
    };
}

/// The columns of a letter, in the order of [`letter`].
macro_rules! letter_columns {
    () => {
        "recipient, topic, owed_at, settled_at, failure"
    };
}

texts! {
    BOOKINGS_OF_ACCOUNT = concat!(bookings_of!("account = $1"), " order by venue, starts_at, id");
    BOOKINGS_OF_GUEST = concat!(
        bookings_of!("venue = $1 and email = $2"), " union all ",
        bookings_of!("venue = $1 and phone = $2 and (email is null or email <> $2)"), " order by starts_at, id"
    );
    POSTS = "select (select slug from venue where venue.id = role.venue), role, resource, blocked from role
        where account = $1 order by venue";
    LINES = concat!("select ", history_columns!(), " from history where venue = $1 and booking = $2 order by version");
    LETTERS_OF_BOOKING = concat!("select ", letter_columns!(), " from (
            select version, ", letter_columns!(), " from outbox
            where venue = $1 and about = 1 and number = $2 and recipient = 'guest'
            union all select version, 'guest', 'reminder', remind_at, settled_at, failure from outbox
            where venue = $1 and about = 1 and number = $2 and remind_at is not null
        ) as his order by version, topic");
    LETTERS_OF_READER = concat!("select ", letter_columns!(), " from outbox where reader = $1 and reader <> 0
        order by owed_at, topic");
}

/// Whose data it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Person {
    /// Somebody with an account.
    Account(AccountId),
    /// A guest of a venue.
    Contact {
        /// The venue.
        venue: VenueId,
        /// The e-mail address or phone number that he left there.
        contact: String,
    },
}

/// Everything that is kept of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Export {
    /// His account, if he has one.
    pub account: Option<AccountData>,
    /// What he may do, and where.
    pub roles: Vec<RoleData>,
    /// What he booked, at every venue.
    pub bookings: Vec<BookingData>,
    /// The letters to him that are about no booking of his.
    pub letters: Vec<LetterData>,
}

/// What his account says of him. His password is kept as a hash, which is nobody's to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AccountData {
    /// His number within the installation.
    pub id: AccountId,
    /// Where his login names are unique.
    pub realm: String,
    /// His login name.
    pub username: Option<String>,
    /// His e-mail address.
    pub email: Option<String>,
    /// Whether a letter's link has shown that the address is his.
    pub email_confirmed: bool,
    /// His phone number, in E.164.
    pub phone: Option<String>,
    /// What he is called.
    pub names: Names,
    /// The language that he chose.
    pub language: Option<Language>,
    /// Whether he runs the installation.
    pub operator: bool,
    /// Whether he is shut out.
    pub blocked: bool,
    /// When the account was made.
    pub made_at: Timestamp,
    /// When it was erased, if it was.
    pub erased_at: Option<Timestamp>,
}

/// A role at a venue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RoleData {
    /// The venue's name in addresses.
    pub venue: String,
    /// What he is there.
    pub role: Role,
    /// A specialist's own time.
    pub resource: Option<ResourceId>,
    /// Whether the venue wants nothing more to do with him.
    pub blocked: bool,
}

/// A booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BookingData {
    /// The venue's name in addresses.
    pub venue: String,
    /// The short code that people say to each other.
    pub code: String,
    /// Where it stands.
    pub state: State,
    /// When it begins; none while it waits for its confirmation to begin.
    pub from: Option<Timestamp>,
    /// When it ends; none while that is open.
    pub until: Option<Timestamp>,
    /// How many come.
    pub party: Option<u32>,
    /// The price.
    pub price: Money,
    /// How to reach him.
    pub contact: Contact,
    /// What he wanted the staff to know.
    pub note: Option<String>,
    /// The language of its letters.
    pub language: Option<Language>,
    /// The way by which it came.
    pub channel: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// What became of it, oldest first.
    pub history: Vec<LineData>,
    /// The letters to him about it.
    pub letters: Vec<LetterData>,
}

/// One change of a booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineData {
    /// When.
    pub at: Timestamp,
    /// In what capacity somebody did it.
    pub by: Role,
    /// What he did.
    pub act: String,
    /// Where the booking stood then.
    pub state: State,
    /// When it was to begin.
    pub from: Option<Timestamp>,
    /// When it was to end.
    pub until: Option<Timestamp>,
    /// Why, in his words.
    pub reason: Option<String>,
}

/// A letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LetterData {
    /// To which side: `guest`, `staff` or `account`.
    pub to: String,
    /// What it is about.
    pub topic: String,
    /// When it became owed.
    pub owed_at: Timestamp,
    /// How it stands.
    pub state: LetterState,
    /// When it was delivered or given up.
    pub settled_at: Option<Timestamp>,
    /// Why it was given up.
    pub failure: Option<String>,
}

/// How a letter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterState {
    /// It is still to be carried.
    Waiting,
    /// It was carried, or there was nobody to carry it to, or nothing to say any more.
    Settled,
    /// It could not be carried.
    GivenUp,
}

/// Everything that is kept of a person. None where there is no such account; a guest of whom nothing is kept has an
/// empty one.
pub async fn export(tx: &mut Tx, person: &Person) -> Result<Option<Export>, Fault> {
    match person {
        Person::Account(id) => of_account(tx, *id).await,
        Person::Contact { venue, contact } => {
            let args = [(*venue).into(), contact.as_str().into()];
            let rows = tx.rows(&BOOKINGS_OF_GUEST, &args).await?;
            Ok(Some(Export {
                bookings: bookings(tx, rows).await?,
                ..Export::default()
            }))
        }
    }
}

async fn of_account(tx: &mut Tx, id: AccountId) -> Result<Option<Export>, Fault> {
    let Some(account) = people::account(tx, id).await? else {
        return Ok(None);
    };
    let roles = tx.rows(&POSTS, &[id.into()]).await?;
    let letters = tx.rows(&LETTERS_OF_READER, &[id.into()]).await?;
    let booked = tx.rows(&BOOKINGS_OF_ACCOUNT, &[id.into()]).await?;
    Ok(Some(Export {
        account: Some(account.into()),
        roles: roles.into_iter().map(role).collect::<Result<_, Fault>>()?,
        bookings: bookings(tx, booked).await?,
        letters: letters
            .into_iter()
            .map(letter)
            .collect::<Result<_, Fault>>()?,
    }))
}

/// Bookings with what became of them. It is asked for all of them without waiting in between.
async fn bookings(tx: &mut Tx, rows: Vec<Row>) -> Result<Vec<BookingData>, Fault> {
    let found: Vec<(String, VenueId, Booking)> = rows
        .into_iter()
        .map(booking)
        .collect::<Result<_, Fault>>()?;
    let place = |venue: VenueId, id: BookingId| -> Vec<V> { vec![venue.into(), id.into()] };
    let places: Vec<Vec<V>> = found
        .iter()
        .map(|(_, venue, booking)| place(*venue, booking.id))
        .collect();
    let lines = tx.rows_of_each(&LINES, &places).await?;
    let letters = tx.rows_of_each(&LETTERS_OF_BOOKING, &places).await?;
    let whole = |((found, lines), letters): ((_, Vec<Row>), Vec<Row>)| {
        let (slug, venue, booking): (String, VenueId, Booking) = found;
        let lines = lines
            .into_iter()
            .map(|mut row| rows::history_line(&mut row));
        let history = lines.map(|line| line.map(LineData::from));
        Ok(BookingData {
            history: history.collect::<Result<_, Fault>>()?,
            letters: letters
                .into_iter()
                .map(letter)
                .collect::<Result<_, Fault>>()?,
            ..data(slug, venue, booking)
        })
    };
    found
        .into_iter()
        .zip(lines)
        .zip(letters)
        .map(whole)
        .collect()
}

fn booking(mut row: Row) -> Result<(String, VenueId, Booking), Fault> {
    Ok((row.text()?, VenueId(row.int()?), rows::booking(row)?))
}

fn data(slug: String, venue: VenueId, booking: Booking) -> BookingData {
    let span = booking.when.span();
    BookingData {
        venue: slug,
        code: booking.id.code(venue),
        state: booking.state,
        from: span.map(Span::from),
        until: span.and_then(Span::until),
        party: booking.party,
        price: booking.price,
        contact: booking.contact,
        note: booking.note,
        language: booking.language,
        channel: booking.channel,
        made_at: booking.made_at,
        history: Vec::new(),
        letters: Vec::new(),
    }
}

fn role(mut row: Row) -> Result<RoleData, Fault> {
    Ok(RoleData {
        venue: row.text()?,
        role: word(&row.text()?)?,
        resource: row.maybe_int()?.map(ResourceId),
        blocked: row.truth()?,
    })
}

fn letter(mut row: Row) -> Result<LetterData, Fault> {
    let (to, topic, owed_at) = (row.text()?, row.text()?, row.instant()?);
    let (settled_at, failure) = (row.maybe_instant()?, row.maybe_text()?);
    Ok(LetterData {
        to,
        topic,
        owed_at,
        state: match (settled_at, &failure) {
            (None, _) => LetterState::Waiting,
            (Some(_), None) => LetterState::Settled,
            (Some(_), Some(_)) => LetterState::GivenUp,
        },
        settled_at,
        failure,
    })
}

impl From<Account> for AccountData {
    fn from(account: Account) -> Self {
        Self {
            id: account.id,
            realm: account.realm,
            username: account.username,
            email: account.email,
            email_confirmed: account.email_confirmed,
            phone: account.phone,
            names: account.names,
            language: account.language,
            operator: account.operator,
            blocked: account.blocked,
            made_at: account.made_at,
            erased_at: account.erased_at,
        }
    }
}

impl From<HistoryLine> for LineData {
    fn from(line: HistoryLine) -> Self {
        Self {
            at: line.at,
            by: line.role,
            act: line.act,
            state: line.after,
            from: line.span.map(Span::from),
            until: line.span.and_then(Span::until),
            reason: line.reason,
        }
    }
}
