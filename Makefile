# Five commands; each installs what it lacks, one line for each thing, and is quick the second time.
.PHONY: demo test check bench bundle

# The whole product at work on this machine: a local Microsoft 365, the central service and the window.
demo:
	@bash scripts/demo

# Everything that CI asks.
test:
	@bash scripts/test

# The fast part: formatting, lints, unit tests.
check:
	@bash scripts/check

# A large sync beside its floors.
bench:
	@bash scripts/bench

# The packages that IT rolls out, under target/release/bundle.
bundle:
	@bash scripts/bundle
