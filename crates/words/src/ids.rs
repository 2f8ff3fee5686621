//! The names by which mailboxes and calendars know a booking and its letters, the same each time they are made.

use bronya_domain::id::{TicketId, VenueId};
use bronya_domain::notice::{Notice, Recipient};
use bronya_domain::people::Purpose;

use crate::matter::{Matter, Post, Visit};

/// The id of one letter about a booking. The guest is one reader, whether or not he has an account by now; the staff
/// are several, of whom the venue's own address has no account, and a mailbox that two of them read drops the second letter of one id.
pub fn message_id(matter: &Matter<'_>) -> String {
    let Notice { to, topic } = matter.notice;
    let one_of_the_staff = match to {
        Recipient::Guest => None,
        Recipient::Staff | Recipient::Program => matter.reader.account,
    };
    let reader = one_of_the_staff.map_or_else(String::new, |account| format!(".{account}"));
    let (booking, version) = (local_id(&matter.visit), matter.visit.booking.version);
    let (to, topic, host) = (to.name(), topic.name(), host(matter.post));
    format!("<{booking}.{version}.{to}.{topic}{reader}@{host}>")
}

/// The id of the one letter that carries a ticket's link.
pub(crate) fn ticket_id(ticket: TicketId, purpose: Purpose, post: Post<'_>) -> String {
    format!("<ticket-{ticket}.{}@{}>", purpose.name(), host(post))
}

/// The id of a letter that shows how it looks.
pub(crate) fn example_id(venue: VenueId, number: i64, post: Post<'_>) -> String {
    format!("<example-{venue}-{number}@{}>", host(post))
}

/// The id of a letter that tries the way. Two tries are two letters.
pub(crate) fn trial_id(post: Post<'_>) -> String {
    format!("<trial-{}@{}>", post.stamp.as_microsecond(), host(post))
}

/// The id of the thread that all letters about the booking belong to. No letter bears it itself.
pub fn thread_id(matter: &Matter<'_>) -> String {
    format!("<{}@{}>", local_id(&matter.visit), host(matter.post))
}

/// What names the booking among everything that the installation's host has named.
pub(crate) fn local_id(visit: &Visit<'_>) -> String {
    format!("booking-{}-{}", visit.venue.id, visit.booking.id)
}

/// The host's name, of which only what a host's name may hold is kept.
pub(crate) fn host(post: Post<'_>) -> String {
    let fit = |char: &char| char.is_ascii_alphanumeric() || matches!(char, '.' | '-');
    let host: String = post.host.chars().filter(fit).take(253).collect();
    if host.is_empty() {
        "localhost".to_owned()
    } else {
        host
    }
}
