/// One of the pieces of work that take turns, in one placement.
package struct TimedArm<Failure: Error> {
  /// Does the runs of the range back to back and returns how long they took, in nanoseconds of a monotonic clock. Runs
  /// are counted from the arm's first, so that each can take another input.
  package let sample: (Range<Int>) throws(Failure) -> Int64

  package init(_ sample: @escaping (Range<Int>) throws(Failure) -> Int64) { self.sample = sample }
}
