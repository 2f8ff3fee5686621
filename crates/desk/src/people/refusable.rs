//! How a write that may be refused ends for the batch in which it runs.

use bronya_store::{Fault, Ran};

use crate::answer::No;

/// Tells a batch how a write ended. A fault undoes the batch; a refusal is an answer like any other, and what was
/// written before it would stay. So a write refuses first and writes then; locks and numbers that were taken in vain
/// are all that it may leave behind.
pub(super) fn ended<T>(result: Result<T, No>) -> Result<(Ran, Result<T, No>), Fault> {
    match result {
        Ok(done) => Ok((Ran::Wrote, Ok(done))),
        Err(No::Fault(fault)) => Err(fault),
        Err(no) => Ok((Ran::Looked, Err(no))),
    }
}
