#![no_main]

use fuzz::check;

libfuzzer_sys::fuzz_target!(|given: check::Failure<'_>| check::retry(given));
