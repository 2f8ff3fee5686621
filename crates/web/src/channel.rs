//! The way by which bookings come that are made on pages.

/// Its name in bookings, and in the rules that hold for it alone.
pub(crate) const CHANNEL: &str = "web";
