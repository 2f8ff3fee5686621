//! Fields of forms, and what is said where one of them will not do.

use bronya_gate::Gate;

use crate::tongue::Tongue;

/// One line to be filled in.
#[derive(Clone)]
pub(crate) struct Field {
    /// Its name, in the form and on the page.
    pub name: &'static str,
    /// What it asks for.
    pub label: String,
    /// The kind of input: `text`, `email`, `password`, `date`, `time`, `number`, `tel`; `select` of the options, `area` of
    /// several lines.
    pub kind: &'static str,
    /// What stands in it. A password never does.
    pub value: String,
    /// What helps to fill it in.
    pub hint: Option<String>,
    /// What is wrong with what was typed.
    pub problem: Option<String>,
    /// What a browser may fill it with, by its name in HTML.
    pub fill: Option<&'static str>,
    /// How many characters it takes.
    pub most: Option<usize>,
    /// Between which values it lies, as HTML writes them.
    pub range: Option<(String, String)>,
    /// Whether it must be filled in.
    pub required: bool,
    /// Whether it only shows something.
    pub readonly: bool,
    /// Whether typing begins here.
    pub focus: bool,
    /// What a `select` leaves to choose from: values and what they are called.
    pub options: Vec<(String, String)>,
}

/// What tells one form from every other, so that sent twice it does nothing twice.
pub(crate) fn once(gate: &Gate) -> String {
    let bits = gate.unguessable();
    bits[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// What went wrong, above everything else on a page.
#[derive(Clone)]
pub(crate) struct Trouble {
    /// In a few words.
    pub title: String,
    /// In full.
    pub lines: Vec<Line>,
}

/// One thing that went wrong.
#[derive(Clone)]
pub(crate) struct Line {
    /// What.
    pub text: String,
    /// The field that it is about.
    pub field: Option<&'static str>,
}

impl Field {
    /// An empty field that must be filled in.
    pub(crate) fn new(name: &'static str, kind: &'static str, label: String) -> Self {
        Self {
            name,
            label,
            kind,
            value: String::new(),
            hint: None,
            problem: None,
            fill: None,
            most: None,
            range: None,
            required: true,
            readonly: false,
            focus: false,
            options: Vec::new(),
        }
    }

    /// A field to choose one of several options.
    pub(crate) fn choice(
        name: &'static str,
        label: String,
        options: Vec<(String, String)>,
        value: String,
    ) -> Self {
        Self {
            value,
            options,
            ..Self::new(name, "select", label)
        }
    }

    /// The parts of the page that say more about it.
    pub(crate) fn described_by(&self) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.name));
        let problem = self.problem.as_ref();
        let problem = problem.map(|_| format!("{}-problem", self.name));
        let ids: Vec<String> = problem.into_iter().chain(hint).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

impl Trouble {
    /// One thing that is wrong, with a part of a form.
    pub(crate) fn about(tongue: Tongue, field: &'static str, text: String) -> Self {
        let field = Some(field);
        Self {
            title: tongue.word("look-again"),
            lines: vec![Line { text, field }],
        }
    }

    /// What the fields of a form say is wrong with them; none where nothing is. Typing begins in the first of them.
    pub(crate) fn of(tongue: Tongue, fields: &mut [Field]) -> Option<Self> {
        let first = fields.iter_mut().find(|field| field.problem.is_some())?;
        first.focus = true;
        Some(Self {
            title: tongue.word("look-again"),
            lines: lines(fields),
        })
    }

    /// The same with what more fields say.
    pub(crate) fn and(mut self, fields: &[Field]) -> Self {
        self.lines.extend(lines(fields));
        self
    }
}

/// What fields say is wrong with them.
fn lines(fields: &[Field]) -> Vec<Line> {
    let lines = fields.iter().filter_map(|field| {
        let text = field.problem.clone()?;
        Some(Line {
            text: format!("{}: {text}", field.label),
            field: Some(field.name),
        })
    });
    lines.collect()
}
