import Foundation

@main
enum Main {
  #if FUZZING
    fileprivate static let target =
      ProcessInfo.processInfo.environment["KEIRYO_FUZZ"].flatMap(ModelTarget.init) ?? .onnx

    /// Arguments are the fuzzer's: folders of seeds, `-max_total_time=60`, `-artifact_prefix=Findings/`.
    static func main() {
      var count = CommandLine.argc
      var words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
      exit(runDriver(&count, &words, tryOne))
    }
  #else
    /// `--seeds FOLDER` writes models to start from. Other arguments are files that a fuzzer has found, `.onnx` or
    /// `.tflite`: that this ends is the test.
    static func main() throws {
      let arguments = Array(CommandLine.arguments.dropFirst())
      if arguments.first == "--seeds", arguments.count == 2 {
        return print("\(try Seeds.write(to: URL(filePath: arguments[1], directoryHint: .isDirectory))) seeds")
      }
      for file in arguments {
        let url = URL(filePath: file)
        guard let target = ModelTarget(rawValue: url.pathExtension) else {
          print("\(file): neither .onnx nor .tflite")
          exit(2)
        }
        print("\(file): \(target.attempt(Array(try Data(contentsOf: url))) ? "a model" : "refused")")
      }
    }
  #endif
}

#if FUZZING
  /// Under the name by which the library's own start finds it, when the linker takes that one.
  @_cdecl("LLVMFuzzerTestOneInput")
  func tryOne(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    Main.target.attempt(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
  }

  /// The fuzzer's own loop, in the library that `-sanitize=fuzzer` links.
  @_silgen_name("LLVMFuzzerRunDriver")
  private func runDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
  ) -> Int32
#endif
