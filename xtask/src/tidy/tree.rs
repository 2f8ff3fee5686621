//! The modules of a crate and the files they live in, found the way the compiler finds them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Component, PathBuf};

use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Item, ItemMod, Lit};

use super::source::{Source, address};
use super::tokens::plain;

/// All modules that one root file leads to. The root itself is number 0.
#[derive(Debug)]
pub struct Tree {
    /// The modules, parents before children.
    pub modules: Vec<Module>,
}

/// One module, in a file of its own or inline.
#[derive(Debug)]
pub struct Module {
    /// The number of its file among the sources.
    pub file: usize,
    /// The inline modules around it within that file, its own name last; empty where the file is the module.
    pub inline: Vec<String>,
    /// The module that declares it.
    pub parent: Option<usize>,
    /// The modules that it declares.
    pub children: BTreeMap<String, usize>,
    /// The names of all else that it defines for production.
    pub items: BTreeSet<String>,
    /// Whether it exists in tests alone.
    pub test: bool,
}

/// Whether the build tool takes the file for the root of a crate without being told.
pub fn is_root(path: &str) -> bool {
    let Some((_, inside)) = address(path) else {
        return false;
    };
    match inside.split('/').collect::<Vec<_>>()[..] {
        ["src", file] => file == "lib.rs" || file == "main.rs",
        ["src", "bin", _] | ["tests" | "benches" | "examples", _] => true,
        ["src", "bin", _, file] | ["tests" | "benches" | "examples", _, file] => file == "main.rs",
        [file] => file == "build.rs",
        _ => false,
    }
}

/// Grows the tree of one root file.
pub fn grow(sources: &[Source], root: usize) -> Tree {
    let files = sources
        .iter()
        .enumerate()
        .map(|(at, source)| (source.path.as_str(), at))
        .collect();
    let mut grower = Grower {
        sources,
        files,
        modules: Vec::new(),
    };
    let test = sources[root].test_only;
    grower.add(
        Module::new(root, Vec::new(), None, test),
        &sources[root].syntax.items,
    );
    Tree {
        modules: grower.modules,
    }
}

impl Module {
    fn new(file: usize, inline: Vec<String>, parent: Option<usize>, test: bool) -> Self {
        Self {
            file,
            inline,
            parent,
            children: BTreeMap::new(),
            items: BTreeSet::new(),
            test,
        }
    }
}

struct Grower<'a> {
    sources: &'a [Source],
    files: HashMap<&'a str, usize>,
    modules: Vec<Module>,
}

impl<'a> Grower<'a> {
    fn add(&mut self, module: Module, items: &'a [Item]) -> usize {
        let at = self.modules.len();
        let source = &self.sources[module.file];
        self.modules.push(module);
        for item in items {
            let test = source.is_test_line(item.span().start().line);
            match item {
                Item::Mod(declaration) => self.declare(at, declaration, test),
                _ if test => {}
                _ => self.modules[at].items.extend(name(item)),
            }
        }
        at
    }

    fn declare(&mut self, parent: usize, declaration: &'a ItemMod, marked: bool) {
        let name = plain(&declaration.ident);
        let up = &self.modules[parent];
        let test = up.test || marked;
        let child = if let Some((_, items)) = &declaration.content {
            let inline = up.inline.iter().cloned().chain([name.clone()]).collect();
            self.add(Module::new(up.file, inline, Some(parent), test), items)
        } else {
            // A missing file is the compiler's to report.
            let Some(file) = self.find(up, declaration) else {
                return;
            };
            let items = &self.sources[file].syntax.items;
            self.add(Module::new(file, Vec::new(), Some(parent), test), items)
        };
        self.modules[parent].children.insert(name, child);
    }

    /// The file that `mod name;` means.
    fn find(&self, parent: &Module, declaration: &ItemMod) -> Option<usize> {
        let home = PathBuf::from(&self.sources[parent.file].path);
        let folder = home.parent()?;
        if let Some(told) = told_path(declaration) {
            return self
                .files
                .get(plain_path(&folder.join(told)).as_str())
                .copied();
        }
        let path = home.to_str()?;
        let mut below = match home.file_stem()?.to_str()? {
            _ if is_root(path) => folder.to_owned(),
            "mod" => folder.to_owned(),
            stem => folder.join(stem),
        };
        below.extend(&parent.inline);
        let name = plain(&declaration.ident);
        [
            below.join(format!("{name}.rs")),
            below.join(name).join("mod.rs"),
        ]
        .iter()
        .find_map(|path| self.files.get(plain_path(path).as_str()).copied())
    }
}

/// The value of `#[path = "…"]`.
fn told_path(declaration: &ItemMod) -> Option<String> {
    let attribute = declaration
        .attrs
        .iter()
        .find(|attribute| attribute.path().is_ident("path"))?;
    match &attribute.meta.require_name_value().ok()?.value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    }
}

/// The path without `.` and `..`, with forward slashes.
fn plain_path(path: &std::path::Path) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(parts.pop()),
            Component::Normal(part) => parts.extend(part.to_str()),
            _ => {}
        }
    }
    parts.join("/")
}

/// The name that an item gives to its module.
fn name(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::TraitAlias(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(plain(ident))
}
