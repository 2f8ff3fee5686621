//! Who comes to the venue, and what comes with him: a specialist has time of his own, which bears his name.

use bronya_desk::NewResource;
use bronya_domain::command::Role;
use bronya_domain::people::Names;
use bronya_domain::policy::Policy;
use bronya_domain::resource::{Schedule, Seats};
use bronya_words::Line;

use super::seeds::KIND;
use super::wire;
use crate::door::Door;

/// The time that comes with a role: a specialist's.
pub(super) fn time_of(door: &Door, role: Role, names: &Names) -> Option<NewResource> {
    (role == Role::Specialist).then(|| NewResource {
        id: None,
        kind: door.kinds().ours(KIND).unwrap_or(KIND).to_owned(),
        number: None,
        name: name_of(names),
        seats: Seats { from: 1, to: 1 },
        price: 0,
        lanes: 1,
        open: true,
        schedule: Schedule::Slots,
        hours: None,
        policy: Policy::default(),
        unique_name: false,
    })
}

/// What a specialist's time is called; none where nobody knows what he is called.
pub(super) fn name_of(names: &Names) -> Option<String> {
    let name = wire::joined(names)?;
    Line::some_name(Some(&name)).map(|line| line.to_string())
}
