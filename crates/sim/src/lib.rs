//! A world with its own clock and chance: workloads to run the house on, and an auditor that believes nothing.

pub mod auditor;
#[cfg(feature = "engines")]
pub mod engines;
#[cfg(feature = "postman")]
pub mod postman;
#[cfg(feature = "postoffice")]
pub mod postoffice;
pub mod replay;
