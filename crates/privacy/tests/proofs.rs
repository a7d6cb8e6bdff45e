//! Every attack on the proof types must fail to compile. Run with `TRYBUILD=overwrite` to refresh the expected errors.

#[test]
fn attacks_on_the_proofs_do_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/proofs/*.rs");
}
