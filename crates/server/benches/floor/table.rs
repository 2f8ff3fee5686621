//! The table of targets, as Markdown.

use crate::figures::Figures;
use crate::targets::{Bound, Line, lines};

/// The whole table, with the machine and the day on which it was made.
pub fn markdown(figures: &Figures) -> String {
    let mut text = format!(
        "Measured on {} by `make bench{}` on {}. Medians of {} rounds [least–most], contenders in turns.\n\n\
         | what | target | measured | absolute |\n|---|---|---|---|\n",
        figures.date,
        if figures.quick { "-quick" } else { "" },
        figures.machine,
        figures.rounds
    );
    for line in lines(figures) {
        text.push_str(&row(&line));
    }
    text
}

fn row(line: &Line) -> String {
    let Line {
        what,
        bound,
        unit,
        is,
        beside,
    } = line;
    let say = |value: f64| {
        if value >= 20.0 {
            format!("{value:.0}")
        } else {
            format!("{value:.2}")
        }
    };
    let target = match bound {
        Bound::AtLeast(least) => format!("≥ {least}"),
        Bound::AtMost(most) => format!("≤ {most}"),
    };
    let verdict = if bound.holds(is.median) { "" } else { " ✗" };
    let measured = format!(
        "**{}** [{}–{}]{verdict}",
        say(is.median),
        say(is.least),
        say(is.most)
    );
    let unit = if unit.is_empty() {
        String::new()
    } else {
        format!(" {unit}")
    };
    format!("| {what} | {target}{unit} | {measured} | {beside} |\n")
}
