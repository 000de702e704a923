//! How fast policies are linted in memory, on one thread, beside how fast `serde_json` parses them.
//!
//! ```sh
//! COPYLINT_POLICIES=FOLDER cargo bench --bench throughput
//! ```
//!
//! FOLDER holds policies as `.json` files; `benches/run.py` makes one with all of AWS's managed policies. Parsing
//! to `serde_json::Value`, reading to copylint's tree, and linting with every policy rule take turns, so that
//! whatever else the machine does falls on all of them.

#![allow(clippy::print_stdout, reason = "its output is for people")]

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use copylint::lint::{Linter, Role, Settings};
use copylint::text::Sources;
use copylint::tree::json;
use serde_json::Value;

const ROUNDS: usize = 25;

fn main() -> Result<(), Box<dyn Error>> {
    let Some(folder) = std::env::var_os("COPYLINT_POLICIES") else {
        println!("COPYLINT_POLICIES names no folder: nothing was measured");
        return Ok(());
    };
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_, std::io::Error>>()?;
    paths.sort();
    let texts: Vec<String> = paths.iter().map(fs::read_to_string).collect::<Result<_, _>>()?;

    let mut times: [Vec<Duration>; 3] = Default::default();
    for _ in 0..=ROUNDS {
        for (kind, run) in [parse, read, lint].into_iter().enumerate() {
            let texts = texts.clone();
            let began = Instant::now();
            run(texts);
            if let Some(times) = times.get_mut(kind) {
                times.push(began.elapsed());
            }
        }
    }

    let bytes: usize = texts.iter().map(String::len).sum();
    println!("{} policies, {bytes} bytes, {ROUNDS} rounds, medians", texts.len());
    let [parse, read, lint] = times.map(median);
    let parsed = parse.as_secs_f64();
    for (name, time) in
        [("serde_json to Value", parse), ("copylint to tree", read), ("copylint, all rules", lint)]
    {
        let seconds = time.as_secs_f64();
        println!("{name:20} {:8.2} ms  {:5.2}", seconds * 1000.0, seconds / parsed);
    }
    Ok(())
}

/// The median, without the first round, which warms up.
fn median(mut times: Vec<Duration>) -> Duration {
    if !times.is_empty() {
        times.remove(0);
    }
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn parse(texts: Vec<String>) {
    for text in texts {
        // What cannot be parsed takes its time, too.
        let _ = black_box(serde_json::from_str::<Value>(&text));
    }
}

fn read(texts: Vec<String>) {
    let sources = Sources::new();
    let mut findings = Vec::new();
    for text in texts {
        black_box(json::read(sources.add("policy", text), &mut findings));
    }
}

fn lint(texts: Vec<String>) {
    let sources = Sources::new();
    let mut linter = Linter::new(&sources, Settings::default());
    for text in texts {
        black_box(linter.add_text("policy", text, Role::Any));
    }
    black_box(linter.finish());
}
