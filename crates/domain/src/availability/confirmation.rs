//! What can be had from its confirmation until somebody releases it: stays of which nobody chooses the start.

use super::Offer;
use crate::command::Filter;
use crate::rules::{Circumstances, Wish, begins_with_confirmation};
use crate::span::Span;

/// What could be had if it were confirmed now, in the order of choice: exactly the resources on which an order from
/// confirmation on would find its place. What a given interval has to offer is a [`Question`](super::Question) whose
/// `starts` hold the one start, with the `length` of the interval.
pub fn from_confirmation(
    circumstances: &Circumstances<'_>,
    party: Option<u32>,
    filter: &Filter,
) -> Vec<Offer> {
    let span = Span::open(circumstances.now);
    let listed = circumstances.catalog.listed().iter();
    let wanted = listed.filter(|one| filter.admits(&one.resource) && begins_with_confirmation(one));
    let free = wanted.filter(|listed| {
        let wish = Wish {
            listed,
            span,
            party,
            own: &[],
            joined: false,
        };
        let mut refused = false;
        circumstances.judge(&wish, |rule, objection| {
            refused |= rule.asks_from_confirmation() && objection.is_some();
        });
        !refused
    });
    let offer = |resource: &crate::resource::Resource| Offer {
        resource: resource.id,
        span,
        price: resource.price,
        slot: None,
    };
    free.map(|listed| offer(&listed.resource)).collect()
}
