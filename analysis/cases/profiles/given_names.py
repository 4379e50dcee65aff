"""Frequent given names of the United States, without those that are words of places, drugs and labels as well."""

from __future__ import annotations

_NAMES = """
aaron abigail adam alan albert alejandro alexander alice alicia amanda amber amy andrea andrew angela anita
ann anna anne anthony antonio arthur ashley barbara benjamin beth betty beverly bill billy bob bobby bonnie
brandon brenda brian bruce bryan carl carlos carmen carol caroline carolyn catherine charles cheryl chris
christina christine christopher cindy connie craig crystal cynthia daniel danielle david dawn deborah debra
denise dennis diana diane donald donna doris dorothy douglas dylan edward eileen elizabeth ellen emily emma
eric erica erin ethan eugene evelyn fernando frances francisco frank gary george gerald gloria greg gregory
hannah harold harry heather helen henry howard isabella jack jacob jacqueline james jamie jane janet janice
jason jean jeff jeffrey jennifer jeremy jerry jesse jessica jesus jim jimmy joan joe joel john johnny jon
jonathan jorge jose joseph joshua joyce juan juanita judith judy julia julie justin karen katherine kathleen
kathryn kathy keith kelly kenneth kevin kimberly kyle larry laura lauren lawrence linda lisa lois louis louise
luis maria marie marilyn mark martha martin mary matthew megan melissa michael michelle miguel mike mildred
nancy natalie nathan nicholas nicole noah norma olivia pamela patricia patrick paul paula peter philip phillip
phyllis rachel ralph randy raymond rebecca ricardo richard robert roberto roger ronald roy russell ruth
ryan samantha samuel sandra sara sarah scott sean sharon shawn sheila shirley sophia stephanie stephen steve
steven susan tammy tara teresa theresa thomas tiffany timothy tina todd tom tommy tracy tyler vanessa victoria
vincent walter wanda wayne wendy william zachary
"""
GIVEN = frozenset(_NAMES.split())
