package dev.imprimatur;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sizes, names and door plates. */
@Tag("house")
final class HouseRulesTest {
  private static final int FILE_LINES_MAX = 400;
  private static final int METHOD_LINES_MAX = 50;
  private static final int PARAMETERS_MAX = 4;
  private static final int CONSTRUCTOR_PARAMETERS_MAX = 8;
  private static final int ROOM_FILES_MAX = 25;
  private static final int COLUMNS_MAX = 100;

  private static final Pattern BANNED_NAME =
      Pattern.compile(".*(Manager|Service|Helper|Util|Utils|Impl|Base|Data|Info)");

  private static final Pattern TODO = Pattern.compile("\\b(TODO|FIXME|XXX)\\b(?!\\(#\\d+\\))");

  /** A doc comment whose first sentence asks or tells, and does not define. */
  private static final Pattern NO_DEFINITION =
      Pattern.compile(
          "/\\*\\*\\s+(?:\\*\\s+)?(?:What|Whether|How|Who|Whom|Whose|Where|Which|Why)\\b[^\n]*");

  private static final Pattern DOOR_PLATE =
      Pattern.compile(
          "/\\*\\* (?<sentence>[^*]+[.?]) \\*/\\s*@NullMarked\\s*package"
              + " dev\\.imprimatur\\.\\w+;.*",
          Pattern.DOTALL);

  @Test
  void everyRoomIsOnThePlanAndHasItsDoorPlate() {
    var planned = FloorPlan.FLOORS.stream().flatMap(List::stream).toList();
    for (var room : Sources.rooms()) {
      assertThat(planned).contains(room.getFileName().toString());
      var plate = DOOR_PLATE.matcher(Sources.read(room.resolve("package-info.java")));
      assertThat(plate.matches()).as("door plate of %s", room).isTrue();
      assertThat(plate.group("sentence").split("(?<=[.?])\\s", -1)).as("%s", room).hasSize(1);
    }
    assertThat(Sources.rooms()).hasSameSizeAs(planned);
  }

  @Test
  void roomsAreFlatAndNotCrowded() {
    for (var room : Sources.rooms()) {
      var files = Sources.javaFiles(room);
      assertThat(files).allMatch(file -> Objects.equals(file.getParent(), room));
      // The door plate stands outside.
      assertThat(files).as("%s", room).hasSizeLessThanOrEqualTo(ROOM_FILES_MAX + 1);
    }
  }

  @Test
  void filesKeepToTheirNumber() {
    for (var file : Sources.all()) {
      var lines = Sources.read(file).lines().count();
      assertThat(lines).as("%s", file).isLessThanOrEqualTo(FILE_LINES_MAX);
    }
  }

  /** The formatter breaks lines at column 100, but neither addresses nor patterns. */
  @Test
  void linesKeepToTheirNumber() {
    for (var file : Sources.ofRegistry()) {
      var tooLong = Sources.read(file).lines().filter(line -> line.length() > COLUMNS_MAX).toList();
      assertThat(tooLong).as("%s", file).allMatch(line -> line.contains("://"));
    }
  }

  @Test
  void methodsKeepToTheirNumbers() throws IOException {
    assertThat(breaches(Sources.ofRegistry())).isEmpty();
  }

  @Test
  void docCommentsDefineTheThing() {
    var found = new ArrayList<String>();
    for (var file : Sources.all()) {
      if (file.toString().matches(".*/(registry|testkit)/src/main/.*")) {
        NO_DEFINITION
            .matcher(Sources.read(file))
            .results()
            .forEach(comment -> found.add(file.getFileName() + ": " + comment.group()));
      }
    }
    assertThat(found)
        .as("a first sentence defines the thing; see Comments in docs/style.md")
        .isEmpty();
  }

  @Test
  void aPromiseNamesItsIssue() {
    var here = Path.of("HouseRulesTest.java");
    for (var file : Sources.all()) {
      if (!file.endsWith(here)) {
        assertThat(TODO.matcher(Sources.read(file)).find()).as("%s", file).isFalse();
      }
    }
  }

  private static List<String> breaches(List<Path> files) throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var breaches = new ArrayList<String>();
    try (var manager = compiler.getStandardFileManager(null, null, null)) {
      var task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  null,
                  List.of("-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(files));
      var trees = Trees.instance(task);
      for (var unit : task.parse()) {
        new Ruler(unit, trees, breaches).scan(unit, null);
      }
    }
    return breaches;
  }

  /** Measures the methods of a file; the canonical constructor of a record is its components. */
  private static final class Ruler extends TreeScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final Trees trees;
    private final List<String> breaches;
    private boolean inRecord;

    Ruler(CompilationUnitTree unit, Trees trees, List<String> breaches) {
      this.unit = unit;
      this.trees = trees;
      this.breaches = breaches;
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, Void unused) {
      if (BANNED_NAME.matcher(type.getSimpleName()).matches()) {
        breaches.add("a name that says nothing: " + type.getSimpleName());
      }
      boolean before = inRecord;
      inRecord = type.getKind() == Tree.Kind.RECORD;
      super.visitClass(type, null);
      inRecord = before;
      return null;
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
      var positions = trees.getSourcePositions();
      var lines = unit.getLineMap();
      long first = lines.getLineNumber(positions.getStartPosition(unit, method));
      long last = lines.getLineNumber(positions.getEndPosition(unit, method));
      var name = unit.getSourceFile().getName() + " " + method.getName();
      if (last - first + 1 > METHOD_LINES_MAX) {
        breaches.add("%s has %d lines".formatted(name, last - first + 1));
      }
      boolean constructor = method.getName().contentEquals("<init>");
      int most = constructor ? CONSTRUCTOR_PARAMETERS_MAX : PARAMETERS_MAX;
      if (method.getParameters().size() > most && !(inRecord && constructor)) {
        breaches.add("%s has %d parameters".formatted(name, method.getParameters().size()));
      }
      return super.visitMethod(method, null);
    }
  }

  @Test
  void theRulerMeasures() {
    assertThat(Stream.of("PackageService", "JsonUtil", "UserInfo"))
        .allMatch(name -> BANNED_NAME.matcher(name).matches());
    assertThat(NO_DEFINITION.matcher("/** Whether it is. */").find()).isTrue();
    assertThat(TODO.matcher("// TODO" + ": later").find()).isTrue();
    assertThat(TODO.matcher("// TODO" + "(#12): later").find()).isFalse();
  }
}
