//! The places of those who listen: so many at once, and each is free again when whoever had it is gone.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::http::StatusCode;

use crate::denial::{Denial, Result};

/// How many listen at once at most. Each has a connection open.
const LISTENERS_MOST: usize = 2000;
/// After how many seconds a listener who found no place may try again.
const TRY_AGAIN: u32 = 30;

/// How many listen.
#[derive(Clone, Default)]
pub(crate) struct Seats(Arc<AtomicUsize>);

/// A place among those who listen; it is free again when it is dropped.
pub(crate) struct Seat(Seats);

impl Seats {
    pub fn take(&self) -> Result<Seat> {
        let taken = self.0.fetch_add(1, Ordering::Relaxed);
        let seat = Seat(self.clone());
        if taken < LISTENERS_MOST {
            Ok(seat)
        } else {
            Err(full())
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn full() -> Denial {
    Denial::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "too_many_listeners",
        "Too many listen to what happens; ask again later.",
    )
    .retry_after(TRY_AGAIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_so_many_places_and_each_is_free_again() {
        let seats = Seats::default();
        let taken: Vec<Seat> = (0..LISTENERS_MOST)
            .map(|_| seats.take().expect("a place"))
            .collect();
        let denied = seats.take().map(drop).expect_err("no place is left");
        assert_eq!(
            (denied.status.as_u16(), denied.code),
            (503, "too_many_listeners")
        );
        assert_eq!(denied.retry_after, Some(TRY_AGAIN));
        drop(taken);
        seats.take().map(drop).expect("a place again");
    }
}
