//! Sees to it that there is a folder of scripts to embed. `make pages` fills it where there is Node; without, it stays empty
//! and every page works plainly.

fn main() -> std::io::Result<()> {
    std::fs::create_dir_all("dist")?;
    println!("cargo::rerun-if-changed=dist");
    Ok(())
}
