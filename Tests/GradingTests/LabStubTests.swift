import Grading
import Testing

@Suite struct LabStubTests {
  @Test func leavesTheStubLineAtItsIndentation() throws {
    let solution =
      "func f() -> Int {\n  // keiryo:begin\n  let a = 1\n  return a\n  // keiryo:stub return 0\n  // keiryo:end\n}\n"
    #expect(try LabStub.derive(from: solution) == "func f() -> Int {\n  return 0\n}\n")
  }

  @Test func namesTheLineOfABrokenMarker() {
    #expect(throws: LabStub.Failure.nested(line: 2)) { try LabStub.derive(from: "// keiryo:begin\n// keiryo:begin") }
    #expect(throws: LabStub.Failure.outside(line: 1)) { try LabStub.derive(from: "// keiryo:end") }
    #expect(throws: LabStub.Failure.outside(line: 1)) { try LabStub.derive(from: "// keiryo:stub 0") }
    #expect(throws: LabStub.Failure.unclosed(line: 1)) { try LabStub.derive(from: "// keiryo:begin\nx") }
    #expect(throws: LabStub.Failure.noRegion) { try LabStub.derive(from: "let a = 1") }
  }
}
