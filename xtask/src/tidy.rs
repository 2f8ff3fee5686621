//! The rules of the house as a program: what a reviewer would otherwise have to remember.
//!
//! A file per concern. Below the rules stand the files that read: `house` holds everything on the disk that matters,
//! `source` one Rust file, `tree` the modules of a crate, `paths` and `tokens` the text itself. No rule touches the
//! disk, so each is shown red and green on a house made up in memory.

mod doors;
mod finding;
mod house;
mod knots;
mod manners;
mod names;
mod orphans;
mod parity;
mod paths;
mod purity;
mod sizes;
mod source;
mod tokens;
mod tree;

use std::path::Path;

use finding::Finding;
use house::House;

/// Everything that is untidy in the workspace at `root`, in the order of the files.
pub fn check(root: &Path) -> anyhow::Result<Vec<Finding>> {
    let house = House::read(root)?;
    let mut findings = house.unreadable.clone();
    findings.extend(doors::check(&house));
    findings.extend(knots::check(&house));
    findings.extend(names::check(&house));
    findings.extend(sizes::check(&house));
    findings.extend(manners::check(&house));
    findings.extend(orphans::check(&house));
    findings.extend(parity::check(&house));
    findings.extend(purity::check(&house));
    findings.sort();
    Ok(findings)
}
