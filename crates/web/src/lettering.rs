//! How large letters are on what is drawn on a floor plan, so that they fit.

use bronya_domain::floor_plan::{Place, Shape};

/// How wide a letter of a name is, compared with its height, and one of the smaller lines below it.
const NAME: f64 = 0.66;
const LINE: f64 = 0.38;
/// How high a line below a name is, compared with the name.
const BELOW: f64 = 0.85;

/// How large a name is written on a place, so that it fits with the lines below it.
pub(crate) fn size<'a>(place: &Place, name: &str, lines: impl IntoIterator<Item = &'a str>) -> f64 {
    let (wide, high) = space(place);
    let count = |text: &str| text.chars().count() as f64;
    let (mut longest, mut height) = (count(name).max(3.0) * NAME, 1.0);
    for line in lines {
        longest = longest.max(count(line) * LINE);
        height += BELOW;
    }
    (wide / longest).min(high / height)
}

/// How much of it can be written on. Letters stay upright, whichever way it is turned.
fn space(place: &Place) -> (f64, f64) {
    let (width, height) = (f64::from(place.width), f64::from(place.height));
    let (wide, high) = match place.turn % 180 {
        0 => (width, height),
        90 => (height, width),
        _ => (width.min(height), width.min(height)),
    };
    match place.shape {
        Shape::Square => (wide * 0.92, high * 0.85),
        Shape::Round => (wide * 0.85, high * 0.7),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bronya_domain::id::ResourceId;

    #[test]
    fn letters_fit_whichever_way_a_place_is_turned() {
        let place = |turn| Place {
            resource: ResourceId(1),
            x: 0,
            y: 0,
            width: 30,
            height: 10,
            turn,
            shape: Shape::Square,
        };
        let lying = size(&place(0), "Table 12", ["free"]);
        let upright = size(&place(90), "Table 12", ["free"]);
        assert!(lying * NAME * 8.0 <= 30.0 && lying * (1.0 + BELOW) <= 10.0);
        assert!(upright * NAME * 8.0 <= 10.0 && upright < lying);
        assert!(
            size(
                &place(0),
                "Table 12",
                ["free until a late hour of the night"]
            ) < lying
        );
    }
}
