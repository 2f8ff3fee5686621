//! What pages load beside themselves: the one style sheet, and scripts where they were built. Each lies at an address that
//! changes with it, so that browsers may keep it for good.

use std::borrow::Cow;
use std::sync::LazyLock;

use rust_embed::RustEmbed;

/// How many cells a time scale has at most: a day and a half, in cells of five minutes.
pub(crate) const CELLS_MOST: u32 = 36 * 12;

/// The scripts that `make pages` bundled; none without Node.
#[derive(RustEmbed)]
#[folder = "dist/"]
struct Scripts;

/// The style sheet: the tokens of the design, then what is made of them, a part for each kind of page.
const SHEET: &str = concat!(
    include_str!("../look/tokens.css"),
    include_str!("../look/base.css"),
    include_str!("../look/inside.css"),
    include_str!("../look/day.css"),
    include_str!("../look/folk.css"),
    include_str!("../look/floor.css"),
    include_str!("../look/week.css"),
    include_str!("../look/book.css"),
    include_str!("../look/history.css"),
    include_str!("../look/settings.css"),
);

/// The sheet that says where things stand on a time scale: `s12` begins at the twelfth cell, `w6` is six cells wide. A page says
/// it by classes because no page of ours may bring styles of its own.
static CELLS: LazyLock<String> = LazyLock::new(|| {
    let rules =
        (0..=CELLS_MOST).map(|cell| format!(".s{cell}{{--s:{cell}}}.w{cell}{{--w:{cell}}}"));
    rules.collect()
});

/// Something that pages load.
pub(crate) struct Asset {
    /// What it is.
    pub kind: &'static str,
    /// What it says.
    pub text: Cow<'static, [u8]>,
    /// What it is called in the house.
    own: String,
    /// Its name in addresses, which holds a digest of what it says.
    name: String,
    /// Where it is.
    path: String,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let sheet = asset("bronya.css".into(), "text/css", SHEET.as_bytes().into());
    let script = |own: Cow<'static, str>| {
        let file = Scripts::get(&own)?;
        Some(asset(own.into_owned(), "text/javascript", file.data))
    };
    let cells = asset("cells.css".into(), "text/css", CELLS.as_bytes().into());
    let scripts = Scripts::iter().filter_map(script);
    [sheet, cells].into_iter().chain(scripts).collect()
});

fn asset(own: String, kind: &'static str, text: Cow<'static, [u8]>) -> Asset {
    let (stem, ending) = own.rsplit_once('.').unwrap_or((&own, ""));
    let name = format!("{stem}-{:016x}.{ending}", digest(&text));
    Asset {
        path: format!("/static/{name}"),
        name,
        own,
        kind,
        text,
    }
}

/// Where the style sheet is.
pub(crate) fn sheet() -> &'static str {
    &ASSETS[0].path
}

/// Where the style sheet of time scales is.
pub(crate) fn cells() -> &'static str {
    &ASSETS[1].path
}

/// Where the script of that name is; nowhere where scripts were not built.
pub(crate) fn script(name: &str) -> Option<&'static str> {
    let found = ASSETS.iter().find(|asset| asset.own == name);
    found.map(|asset| asset.path.as_str())
}

/// The one of that name at its address. What it was before is not there any more.
pub(crate) fn find(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

/// FNV-1a, which is enough to tell two files of ours apart.
fn digest(text: &[u8]) -> u64 {
    text.iter().fold(0xcbf2_9ce4_8422_2325, |digest, byte| {
        (digest ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    /// The parts of the sheet for one kind of page each.
    const PARTS: [(&str, &str); 8] = [
        ("day", include_str!("../look/day.css")),
        ("folk", include_str!("../look/folk.css")),
        ("floor", include_str!("../look/floor.css")),
        ("week", include_str!("../look/week.css")),
        ("book", include_str!("../look/book.css")),
        ("settings", include_str!("../look/settings.css")),
        ("history", include_str!("../look/history.css")),
        ("inside", include_str!("../look/inside.css")),
    ];
    /// What pages of several kinds are made of, and the mark of a page with scripts.
    const SHARED: [&str; 11] = [
        "hall", "room", "views", "checks", "presses", "pick", "wish", "sheet", "list", "inside",
        "quick",
    ];

    /// The classes with which selectors begin, outside of what other classes surround.
    fn heads(part: &str) -> Vec<String> {
        selectors(part)
            .filter_map(|selector| selector.strip_prefix('.').map(class))
            .filter(|name| !name.is_empty())
            .collect()
    }

    /// All classes that selectors speak of.
    fn mentioned(part: &str) -> BTreeSet<String> {
        let after_points = selectors(part).flat_map(|selector| selector.split('.').skip(1));
        after_points.map(class).collect()
    }

    /// Everything that stands before a block, comments left out.
    fn selectors(part: &str) -> impl Iterator<Item = &str> {
        let spoken = part
            .split("/*")
            .map(|text| text.split_once("*/").map_or(text, |(_, css)| css));
        let blocks = spoken
            .flat_map(|css| css.split('}'))
            .filter_map(|block| block.rsplit_once('{'));
        let before = blocks.map(|(selector, _)| selector.rsplit(['{', ';']).next().unwrap_or(""));
        before.flat_map(|some| some.split(',')).map(str::trim)
    }

    fn class(text: &str) -> String {
        let end = text.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-');
        text[..end.unwrap_or(text.len())].to_owned()
    }

    #[test]
    fn no_kind_of_page_changes_the_looks_of_another() {
        let heads = PARTS.map(|(part, text)| (part, heads(text)));
        assert!(heads.iter().all(|(_, heads)| !heads.is_empty()));
        for (owner, heads) in &heads {
            for (part, text) in PARTS.iter().filter(|(part, _)| part != owner) {
                let mentioned = mentioned(text);
                let both = |class: &&String| {
                    mentioned.contains(*class) && !SHARED.contains(&class.as_str())
                };
                let both: Vec<&String> = heads.iter().filter(both).collect();
                assert!(both.is_empty(), "{both:?} are {owner}'s and {part}'s");
            }
        }
    }
}
