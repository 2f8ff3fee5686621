//! One thing that is wrong, and where.

use std::fmt;

/// A broken rule, printed as `path:line: what is wrong and the rule` so that an editor can jump to it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file, relative to the workspace.
    pub path: String,
    /// The line, counted from one.
    pub line: usize,
    /// What is wrong, and the rule that says so.
    pub what: String,
}

impl Finding {
    /// A finding at one line of one file.
    pub fn new(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            what: what.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}
