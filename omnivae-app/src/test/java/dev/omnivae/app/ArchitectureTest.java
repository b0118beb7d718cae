package dev.omnivae.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between modules, and between the packages of core. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.omnivae");

  private static final List<String> MODULES = List.of("core", "data", "eval", "app");
  private static final List<String> CORE =
      List.of(
          "config",
          "engine",
          "state",
          "distribution",
          "batch",
          "network",
          "prior",
          "fusion",
          "model",
          "objective",
          "train");

  static Stream<List<String>> modules() {
    return arrows(MODULES.stream().map(module -> "dev.omnivae." + module).toList());
  }

  static Stream<List<String>> packagesOfCore() {
    return arrows(CORE.stream().map(name -> "dev.omnivae.core." + name).toList());
  }

  /** Each package followed by those to its right, which it must not know. */
  private static Stream<List<String>> arrows(List<String> leftToRight) {
    return IntStream.range(0, leftToRight.size() - 1)
        .mapToObj(i -> leftToRight.subList(i, leftToRight.size()));
  }

  @ParameterizedTest
  @MethodSource({"modules", "packagesOfCore"})
  void aPackageKnowsOnlyWhatStandsToItsLeft(List<String> arrow) {
    noClasses()
        .that()
        .resideInAPackage(arrow.get(0) + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(arrow.stream().skip(1).map(name -> name + "..").toArray(String[]::new))
        .check(CLASSES);
  }

  @Test
  void everyPackageOfCoreHasItsPlaceInTheArrow() {
    List<String> found = new ArrayList<>();
    CLASSES.stream()
        .map(type -> type.getPackageName())
        .filter(name -> name.startsWith("dev.omnivae.core."))
        .map(name -> name.split("\\.")[3])
        .distinct()
        .sorted()
        .forEach(found::add);

    org.assertj.core.api.Assertions.assertThat(found).containsExactlyInAnyOrderElementsOf(CORE);
  }

  @Test
  void theCoreKnowsNoCommandLineAndNoFormatOfTheApp() {
    noClasses()
        .that()
        .resideInAPackage("dev.omnivae.core..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("picocli..", "me.tongfei..", "com.fasterxml.jackson.dataformat..")
        .check(CLASSES);
  }
}
