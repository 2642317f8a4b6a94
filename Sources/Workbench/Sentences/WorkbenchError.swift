/// What can go wrong in the use cases themselves; every room below has errors of its own.
package enum WorkbenchError: Error, Sendable, Hashable {
  /// Neither the program's place nor the working directory is inside a checkout.
  case noCheckout
  case unknownLab(String, known: [String])
  /// The learner's file is not there yet.
  case notStarted(lab: String)
  /// The learner's file is there already.
  case alreadyStarted(lab: String, path: String)
  /// The answer is shown after a pass.
  case solutionLocked(lab: String)
  case unknownTask(lab: String, task: Int, tasks: Int)
  /// The lab has no recipe to build.
  case noArtefact(lab: String)
  /// No lab was named and none is begun.
  case nothingToWatch
  /// `--data` is neither `glyphs16` nor `mnist:FOLDER`.
  case dataSpecification(String)
  case unknownPreset(String, known: [String])
  /// An architecture that does not take such samples or cannot give such targets.
  case presetForData(preset: String, data: String)
  /// Images with fewer rows or columns than the architecture takes.
  case smallImages(preset: String, needed: Int, found: String)
  /// What an interrupted training left would be overwritten.
  case unfinishedTraining(checkpoint: String)
  /// Somebody asked to stop; the checkpoint is whole.
  case trainingStopped(step: Int, checkpoint: String)
  /// Neither a ready recipe nor the path of one.
  case unknownRecipe(name: String, known: [String])
  /// `--without-pass` names no pass.
  case unknownPass(String, known: [String])
  case unreadable(path: String, code: Int32)
  case unwritable(path: String, code: Int32)
  /// The home folder cannot be written.
  case readOnlyHome(path: String, code: Int32)
  /// The name does not end in a format that is written.
  case unknownFormat(path: String, known: [String])
  /// An input array is not what the model takes.
  case inputArray(path: String, expected: String, found: String)
  /// No array was named for an input of the model.
  case missingArray(input: String)
  case unknownInput(String, known: [String])
  /// Arrays, or arrays and labels, of unlike numbers of samples.
  case sampleCounts([Int])
  /// Activations become codes, and no data show their ranges.
  case calibrationNeedsData(String)
  /// What `--method` names looks at samples, and there are none.
  case methodNeedsData(String)
  /// An accuracy is asked for, and no sample has a class.
  case dropNeedsLabels
  /// Each layer may have numbers of its own, and nothing says how large all may be.
  case budgetNeeded
  /// An option that has no meaning for what was asked with `--to`.
  case optionNotFor(option: String, target: String)
  /// A line of a list of runs has not three columns; lines count from 1.
  case batchLine(path: String, line: Int)
  /// A folder without any array.
  case noArrays(path: String)
  case unsupportedInput(model: String, found: String)
  /// `LabKit` is not built.
  case labKitMissing
  case notAProjectFile(path: String)
  case notABundle(path: String)
  case outOfRange(option: String, allowed: String, found: String)
  /// `--against` names something else than an engine that can be installed, or one twice.
  case unknownPeer(String, known: [String])
  /// Graphviz is not installed, found nothing to say, or would take too long.
  case noGraphviz
  case graphvizFailed(lastWords: String)
  case drawingTooLarge(nodes: Int, limit: Int)
  case interrupted
}
