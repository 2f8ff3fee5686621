//! Erases a person without harm to the ledger: what was booked, when, and how it ended stays, for the venue's books must
//! still add up. Who it was does not.
//!
//! It goes in rounds, so that neither memory nor a transaction grows with the number of bookings. A round leaves
//! nothing behind by which the next could find the same bookings again; one that was interrupted is simply repeated.

use bronya_domain::id::{AccountId, VenueId};
use bronya_domain::people::{Account, Names};
use jiff::Timestamp;

use crate::engine::{Fault, Sql, Tx, V, texts};
use crate::persons::Person;
use crate::{members, people, sessions, tickets};

/// What a letter loses with the person whom it is about: its words, and what a mail server said of his address. One
/// that waits is carried no more, and one that was given up is nobody's loss any more.
macro_rules! silence {
    ($now:literal $condition:expr) => {
        concat!(
            "update outbox set last_problem = null, settled_at = coalesce(settled_at, ",
            $now,
            "),
                failure = null
            where ",
            $condition
        )
    };
}

/// Some of a person's bookings at a venue: the same in all texts of a round, for the venue is locked meanwhile.
macro_rules! of_account {
    () => {
        "(select id from booking where venue = $1 and account = $2 order by starts_at, id limit $3)"
    };
}

macro_rules! of_contact {
    () => {
        "(select id from (
            select id, starts_at from booking where venue = $1 and email = $2
            union select id, starts_at from booking where venue = $1 and phone = $2
            order by starts_at, id limit $3) as his)"
    };
}

macro_rules! silence_bookings {
    ($some:expr) => {
        silence!("$4" concat!("venue = $1 and about = 1 and number in ", $some))
    };
}

/// A guest's own words go, and by which account he said them; what the staff did remains as it was.
macro_rules! forget_words {
    ($some:expr) => {
        concat!(
            "update history set reason = null, account = null
            where venue = $1 and role in ('guest', 'customer') and booking in ",
            $some
        )
    };
}

macro_rules! forget_guest {
    ($some:expr) => {
        concat!(
            "update booking set name = null, email = null, phone = null, note = null, account = null
            where venue = $1 and id in ", $some
        )
    };
}

texts! {
    VENUE_OF_ACCOUNT = "select venue from booking where account = $1 order by venue limit 1";
    SILENCE_OF_ACCOUNT = silence_bookings!(of_account!());
    SILENCE_OF_CONTACT = silence_bookings!(of_contact!());
    FORGET_WORDS_OF_ACCOUNT = forget_words!(of_account!());
    FORGET_WORDS_OF_CONTACT = forget_words!(of_contact!());
    FORGET_ACCOUNT_OF_BOOKINGS = forget_guest!(of_account!());
    FORGET_CONTACT_OF_BOOKINGS = forget_guest!(of_contact!());
    SILENCE_READER = silence!("$2" "reader = $1 and reader <> 0");
    /// What he gave as a reason when he acted for a venue.
    OWN_WORDS = "select venue, booking, version from history where account = $1 and reason is not null
        order by venue, booking, version limit $2";
    FORGET_OWN_WORDS = "update history set reason = null where venue = $1 and booking = $2 and version = $3";
    OWN_DEEDS = "select venue, revision, place from deed where account = $1 and reason is not null
        order by venue, revision, place limit $2";
    FORGET_OWN_DEED = "update deed set reason = null where venue = $1 and revision = $2 and place = $3";
}

/// Takes everything from a locked account by which its owner could be known or log in, ends what he is in the midst of,
/// and settles the letters to him. Its bookings are left to [`bookings`].
pub async fn account(tx: &mut Tx, account: Account, now: Timestamp) -> Result<(), Fault> {
    let id = account.id;
    people::set_password(tx, id, None).await?;
    people::update(
        tx,
        Account {
            username: None,
            email: None,
            email_confirmed: false,
            phone: None,
            names: Names::default(),
            language: None,
            operator: false,
            erased_at: Some(now),
            ..account
        },
    )
    .await?;
    tickets::delete(tx, id).await?;
    sessions::end_all(tx, id, None).await?;
    members::remove_everywhere(tx, id).await?;
    let args = [id.into(), now.into()];
    tx.write(&SILENCE_READER, &args).await.map(drop)
}

/// A venue at which a person still has bookings under his name.
pub async fn venue_of(tx: &mut Tx, account: AccountId) -> Result<Option<VenueId>, Fault> {
    let row = tx.row(&VENUE_OF_ACCOUNT, &[account.into()]).await?;
    row.map(|mut row| Ok(VenueId(row.int()?))).transpose()
}

/// Takes who it was from bookings of a person at a locked venue, at most `most`. Says from how many.
pub async fn bookings(
    tx: &mut Tx,
    venue: VenueId,
    person: &Person,
    most: i64,
    now: Timestamp,
) -> Result<u64, Fault> {
    if tx.locked(venue).is_none() {
        return Err(Fault::Bug("a venue that is not locked".into()));
    }
    let ([silence, forget_words, forget_guest], whose): ([&'static Sql; 3], V) = match person {
        Person::Account(id) => (
            [
                &SILENCE_OF_ACCOUNT,
                &FORGET_WORDS_OF_ACCOUNT,
                &FORGET_ACCOUNT_OF_BOOKINGS,
            ],
            (*id).into(),
        ),
        Person::Contact { contact, .. } => (
            [
                &SILENCE_OF_CONTACT,
                &FORGET_WORDS_OF_CONTACT,
                &FORGET_CONTACT_OF_BOOKINGS,
            ],
            contact.as_str().into(),
        ),
    };
    let some = [venue.into(), whose, most.into()];
    let [venue, whose, most] = some.clone();
    let silenced = [venue, whose, most, now.into()];
    tx.write(silence, &silenced).await?;
    // A courier may just have given rows of their own to what waited with these; only a new look sees them.
    tx.write(silence, &silenced).await?;
    tx.write(forget_words, &some).await?;
    tx.write(forget_guest, &some).await
}

/// Takes the words of somebody who acted for venues out of their history, and so out of the letters that are still to
/// carry them, at most from `most` changes. Says from how many.
pub async fn words(tx: &mut Tx, account: AccountId, most: i64) -> Result<usize, Fault> {
    let changes = tx.rows(&OWN_WORDS, &[account.into(), most.into()]).await?;
    let many = changes.len();
    for mut row in changes {
        let change = [V::from(row.int()?), row.int()?.into(), row.int()?.into()];
        tx.write(&FORGET_OWN_WORDS, &change).await?;
    }
    let deeds = tx.rows(&OWN_DEEDS, &[account.into(), most.into()]).await?;
    let many = many + deeds.len();
    for mut row in deeds {
        let deed = [V::from(row.int()?), row.int()?.into(), row.int()?.into()];
        tx.write(&FORGET_OWN_DEED, &deed).await?;
    }
    Ok(many)
}
