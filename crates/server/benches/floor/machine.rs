//! The machine on which it is measured, in words.

use std::fs;

/// Cores, processor, memory, kernel.
pub fn describe() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let cpu = after(&cpu, "model name").unwrap_or("an unknown processor");
    let memory = read("/proc/meminfo");
    let memory =
        after(&memory, "MemTotal").and_then(|text| text.trim_end_matches(" kB").parse().ok());
    let gib = memory.unwrap_or(0.0_f64) / 1024.0 / 1024.0;
    let kernel = read("/proc/sys/kernel/osrelease");
    let kernel = kernel
        .trim()
        .split('-')
        .next()
        .unwrap_or_default()
        .to_owned();
    format!(
        "{cores} cores ({cpu}), {gib:.0} GiB, Linux {kernel}; server, database and client share them"
    )
}

fn after<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.split_once(':').map(|(_, value)| value.trim())
}
