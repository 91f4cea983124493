#![no_main]

use fuzz::check;

libfuzzer_sys::fuzz_target!(|given: check::Arguments<'_>| check::request(given));
