//! Times whole processes, in turns: `processes ROUNDS FILE`. FILE holds a command a line, its words separated by
//! tabs. Prints a line of nanoseconds for each command.
//!
//! It is small, so that starting a process from it costs little; `benches/run.py` compiles it with rustc.

use std::process::{Command, Stdio};
use std::time::Instant;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let rounds: usize = arguments.next().and_then(|text| text.parse().ok()).expect("ROUNDS is a number");
    let file = std::fs::read_to_string(arguments.next().expect("FILE is given")).expect("FILE can be read");
    let commands: Vec<Vec<&str>> = file.lines().map(|line| line.split('\t').collect()).collect();
    let mut times = vec![Vec::new(); commands.len()];
    // The first round warms up.
    for round in 0..=rounds {
        for (words, times) in commands.iter().zip(&mut times) {
            let (program, arguments) = words.split_first().expect("a command has a program");
            let mut command = Command::new(program);
            command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            let began = Instant::now();
            command.status().expect("the program runs");
            if round > 0 {
                times.push(began.elapsed().as_nanos().to_string());
            }
        }
    }
    for times in times {
        println!("{}", times.join(" "));
    }
}
