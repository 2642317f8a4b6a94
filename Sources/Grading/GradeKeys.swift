/// The keys of the messages that grading and judges write; faces hold a sentence for each.
package enum GradeKeys {
  package static let all = [
    "submission.tooLarge", "submission.notText", "submission.empty", "submission.import", "submission.forbidden",
    "build.failed", "build.interface", "build.timeLimit", "build.limit", "judge.failed", "judge.noRecord",
    "judge.nothingRan", "judge.nothingAsked", "judge.data", "worker.timeLimit", "worker.memoryLimit",
    "worker.outputLimit", "worker.crash", "worker.exited", "worker.cancelled", "worker.thrown",
    "worker.unknownFunction", "worker.badReply", "worker.count", "worker.cannotStart",
    "artefact.noExaminer", "artefact.noRecord",
  ]
}
