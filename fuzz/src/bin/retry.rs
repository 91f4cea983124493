#![no_main]

use fuzz::check;

libfuzzer_sys::fuzz_target!(|given: check::Advice<'_>| check::retry(given));
