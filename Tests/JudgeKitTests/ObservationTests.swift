import Foundation
import JudgeKit
import Testing
import Verdicts

/// What grading observed for a judge: it arrives as a whole, or the check is an error and never a verdict.
@Suite struct ObservationTests {
  private static func folder(_ files: [String: [UInt8]]) throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "keiryo-observations-" + String(UInt64.random(in: .min ... .max), radix: 36))
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, bytes) in files { try Data(bytes).write(to: folder.appending(path: name)) }
    return folder
  }

  private func trial(_ observations: JudgeRequest.Observations?) -> Trial {
    Trial(
      JudgeRequest(
        worker: "/bin/cat", directory: "/", data: "/nowhere", fixedSeeds: [1], freshSeeds: [], limits: WorkerLimits(),
        observations: observations), stream: "test")
  }

  @Test func everyFileArrivesUnderItsName() throws {
    // 1 is 0x3F800000, −2 is 0xC0000000, little-endian.
    let folder = try Self.folder(["0.f32": [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0], "1.f32": []])
    defer { try? FileManager.default.removeItem(at: folder) }
    let found = try trial(.init(folder: folder.path, names: ["input", "empty"])).observations()
    #expect(found.map(\.name) == ["input", "empty"])
    #expect(found.map(\.values) == [[1, -2], []])
  }

  @Test func aMissingFileIsAnError() throws {
    let folder = try Self.folder([:])
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(status(.init(folder: folder.path, names: ["input"])) == .error)
  }

  @Test func withoutAnExaminerThereIsNoVerdict() { #expect(status(nil) == .error) }

  private func status(_ observations: JudgeRequest.Observations?) -> GradeReport.Test.Status? {
    do throws(CheckFailure) {
      _ = try trial(observations).observations()
      return nil
    } catch { return error.status }
  }
}
