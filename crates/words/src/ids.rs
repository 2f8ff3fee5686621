//! The names by which mailboxes and calendars know a booking and its letters, the same each time they are made.

use crate::matter::{Matter, Post, Visit};

/// The id of one letter.
pub fn message_id(matter: &Matter<'_>) -> String {
    let booking = matter.visit.booking;
    let (to, about) = (matter.occasion.to().name(), matter.occasion.name());
    let local = format!(
        "{}.{}.{to}.{about}",
        local_id(&matter.visit),
        booking.version
    );
    format!("<{local}@{}>", host(matter.post))
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
