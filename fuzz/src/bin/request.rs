#![no_main]

use fuzz::check;

libfuzzer_sys::fuzz_target!(|given: check::Given<'_>| check::request(given));
