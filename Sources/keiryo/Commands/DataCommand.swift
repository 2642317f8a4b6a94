import ArgumentParser
import Workbench

struct DataCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: Words.of(ja: "使えるデータを見る。名前を付けるとデータカード", en: "List the data there are, or show a data card."),
    discussion: Words.of(
      ja: """
        名前は --data に書くものと同じです。場所まで書くと（mnist:フォルダ）読み込んで件数を数えます。場所の後ろの #
        は、images では大きさ（#96x96x3）、csv ではラベルの列（#species）です。
        """,
      en: """
        A name is what --data takes. With a place (mnist:FOLDER) the files are read and their samples counted. Behind a
        #, images take their size (#96x96x3) and csv the column of labels (#species).
        """))

  @Argument(help: Words.help(ja: "データの名前。なければ一覧", en: "The data; without it, all there are.")) var name: String?

  @Option(help: Words.help(ja: "見本の図（.svg）を書くファイル", en: "A file for pictures of samples (.svg).")) var out: String?

  @OptionGroup var options: GlobalOptions

  func validate() throws {
    if name == nil, out != nil {
      throw ValidationError(Words.of(ja: "--out にはデータの名前が要ります。", en: "--out needs the name of data."))
    }
  }

  func answer(in workspace: Workspace) throws -> any Answer {
    guard let name else { return ListData() }
    return try ShowData(name, out: out, language: workspace.language)
  }
}
