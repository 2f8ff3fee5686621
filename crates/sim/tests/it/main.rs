//! The house as a whole, without its doors: real traces, races, models and audits on both engines.

mod replay;
