(* SPDX-License-Identifier: LGPL-3.0-or-later *)
(* ---- signs: the coefficients in products of x - lo and hi - x, whole numbers ---- *)
Definition alpha (g : gen) (x : R) : R := match g_lo g with Some (_, a) => x - Q2R a | None => 1 end.
Definition beta (g : gen) (x : R) : R := match g_hi g with Some (_, b) => Q2R b - x | None => 1 end.
Definition rest (e : nat -> R) : nat -> R := fun i => e (S i).

(* ---- vectors: what is missing at the end is 0 ---- *)
Fixpoint vec_add (a b : list Z) : list Z :=
  match a, b with nil, _ => b | _, nil => a | x :: a, y :: b => (x + y)%Z :: vec_add a b end.
Definition vec_scale (c : Z) (a : list Z) : list Z := map (Z.mul c) a.
Fixpoint dot (a : list Z) (b : list R) : R := match a, b with x :: a, y :: b => IZR x * y + dot a b | _, _ => 0 end.
Lemma dot_nil b : dot nil b = 0.
Proof. now destruct b. Qed.
Lemma dot_add b : forall x y, dot (vec_add x y) b = dot x b + dot y b.
Proof. induction b as [| r b IH]; intros [| x a] [| y c]; simpl; try ring. rewrite plus_IZR, IH. ring. Qed.
Lemma dot_scale c b : forall x, dot (vec_scale c x) b = IZR c * dot x b.
Proof. induction b as [| r b IH]; intros [| x a]; simpl; try ring. rewrite mult_IZR, IH. ring. Qed.
Lemma dot_times r b : forall x, dot x (map (Rmult r) b) = r * dot x b.
Proof. induction b as [| s b IH]; intros [| x a]; simpl; try ring. rewrite IH. ring. Qed.
(* as long as b *)
Fixpoint pad {A : Type} (b : list A) (l : list Z) : list Z :=
  match b with nil => nil | _ :: b => match l with nil => 0%Z :: pad b nil | x :: l => x :: pad b l end end.
Lemma dot_pad {A : Type} (f : list A) b : length f = length b -> forall x y c, dot (pad f x ++ y) (b ++ c) = dot x b + dot y c.
Proof.
revert b; induction f as [| t f IH]; intros [| r b] E; try discriminate; intros [| x a] y c; simpl; try ring; injection E as E.
- rewrite (IH b E). destruct b; simpl; ring.
- rewrite (IH b E). ring.
Qed.

(* ---- forms: the sum of l_i a^i b^(n - i), n + 1 being the length of l ---- *)
Section Forms.
Variables (A : Type) (add : A -> A -> A) (scale : Z -> A -> A) (value : A -> R).
Hypothesis value_add : forall x y, value (add x y) = value x + value y.
Hypothesis value_scale : forall c x, value (scale c x) = IZR c * value x.
Fixpoint form (a b : R) (l : list A) : R := match l with nil => 0 | x :: l => b ^ length l * value x + a * form a b l end.
(* times u1 a + u0 b *)
Fixpoint linear (u1 u0 : Z) (carry : A) (l : list A) : list A :=
  match l with nil => [carry] | x :: l => add carry (scale u0 x) :: linear u1 u0 (scale u1 x) l end.
Lemma linear_length u1 u0 l : forall c, length (linear u1 u0 c l) = S (length l).
Proof. induction l as [| x l IH]; intro c; simpl; [reflexivity | now rewrite IH]. Qed.
Lemma linear_R u1 u0 a b l : forall c, form a b (linear u1 u0 c l) = b ^ length l * value c + (IZR u1 * a + IZR u0 * b) * form a b l.
Proof.
induction l as [| x l IH]; intro c; cbn [linear form length pow]; [ring |].
rewrite linear_length, IH, value_add, !value_scale. cbn [pow]. ring.
Qed.
End Forms.
Arguments form {A}.
Arguments linear {A}.

Definition number_form := @form Z IZR.
(* rows, plus a form with numbers as coefficients times a vector *)
Fixpoint add_rows (rows : list (list Z)) (v : list Z) (x : list Z) : list (list Z) :=
  match rows, v with r :: rows, c :: v => vec_add r (vec_scale c x) :: add_rows rows v x | _, _ => rows end.
Lemma add_rows_length x : forall rows v, length (add_rows rows v x) = length rows.
Proof. induction rows as [| r rows IH]; intros [| c v]; simpl; try reflexivity. now rewrite IH. Qed.
Lemma add_rows_R a b y x : forall rows v, length rows = length v ->
  form (fun r => dot r y) a b (add_rows rows v x) = form (fun r => dot r y) a b rows + number_form a b v * dot x y.
Proof.
induction rows as [| r rows IH]; intros [| c v] E; try discriminate; simpl; [unfold number_form; simpl; ring |].
injection E as E. rewrite (IH v E), add_rows_length, dot_add, dot_scale. unfold number_form; simpl. rewrite <- E. ring.
Qed.
(* The form in u = u1 a + u0 b and v = v1 a + v0 b as one in a and b; and the power of v as long as it *)
Fixpoint change (u1 u0 v1 v0 : Z) (l : list (list Z)) : list (list Z) * list Z :=
  match l with
  | nil => (nil, [1%Z])
  | x :: l => let r := change u1 u0 v1 v0 l in
      (add_rows (linear vec_add vec_scale u1 u0 nil (fst r)) (snd r) x, linear Z.add Z.mul v1 v0 0%Z (snd r))
  end.
Lemma change_R u1 u0 v1 v0 a b y l : let u := IZR u1 * a + IZR u0 * b in let v := IZR v1 * a + IZR v0 * b in
  let r := change u1 u0 v1 v0 l in
  length (fst r) = length l /\ length (snd r) = S (length l) /\ number_form a b (snd r) = v ^ length l /\
  form (fun r => dot r y) a b (fst r) = form (fun r => dot r y) u v l.
Proof.
intros u v. induction l as [| x l IH]; cbn [change fst snd length form pow].
- repeat split. unfold number_form; simpl. ring.
- cbv zeta in IH. destruct (change u1 u0 v1 v0 l) as [rows w]. cbn [fst snd] in *. destruct IH as [I1 [I2 [I3 I4]]].
  assert (LV := linear_R (list Z) vec_add vec_scale (fun r => dot r y) (fun x y' => dot_add y x y') (fun c x => dot_scale c y x)).
  assert (LZ := linear_R Z Z.add Z.mul IZR plus_IZR mult_IZR).
  repeat split.
  + now rewrite add_rows_length, linear_length, I1.
  + now rewrite linear_length, I2.
  + unfold number_form in *. rewrite LZ, I3. unfold v. ring.
  + rewrite add_rows_R by now rewrite linear_length, I1, I2. rewrite LV, I3, I4, dot_nil. unfold u. ring.
Qed.

(* The form in u and d s as one in u and s *)
Fixpoint clear (d : Z) (l : list (list Z)) : list (list Z) * Z :=
  match l with nil => (nil, 1%Z) | x :: l => let r := clear d l in (vec_scale (snd r) x :: fst r, (d * snd r)%Z) end.
Lemma clear_R d u s y l : let r := clear d l in
  length (fst r) = length l /\ IZR (snd r) = IZR d ^ length l /\
  form (fun r => dot r y) u s (fst r) = form (fun r => dot r y) u (IZR d * s) l.
Proof.
induction l as [| x l IH]; cbn [clear fst snd length form pow]; [tauto |]. cbv zeta in IH. destruct IH as [I1 [I2 I3]].
rewrite I1, I3, dot_scale, mult_IZR, I2, Rpow_mult_distr. repeat split. ring.
Qed.

(* ---- a generator: u = u1 a + u0 b and v = d (s1 a + s0 b) are such that u = v x ---- *)
Definition scaled (d : Z) (q : Q) : option Z :=
  let z := (Qnum q * (d / Zpos (Qden q)))%Z in if Z.eqb (z * Zpos (Qden q)) (Qnum q * d) then Some z else None.
Lemma scaled_R d q z : scaled d q = Some z -> IZR z = IZR d * Q2R q.
Proof.
unfold scaled. set (t := (_ * (_ / _))%Z). destruct (Z.eqb _ _) eqn:E; [| discriminate]. intro T; apply certify_some in T; subst z.
apply Z.eqb_eq in E. apply (f_equal IZR) in E. rewrite !mult_IZR in E. unfold Q2R.
assert (P : 0 < IZR (Zpos (Qden q))) by (apply IZR_lt; reflexivity). apply (Rmult_eq_reg_r (IZR (Zpos (Qden q)))); [| lra].
rewrite E. field. lra.
Qed.
Definition lines (g : gen) : option (Z * Z * Z * Z * Z) :=
  match g_lo g, g_hi g with
  | Some (_, a), Some (_, b) =>
      if Qle_bool b a then None else
      let d := Z.lcm (Zpos (Qden a)) (Zpos (Qden b)) in
      if Z.ltb 0 d then match scaled d a, scaled d b with Some a, Some b => Some (b, a, d, 1, 1)%Z | _, _ => None end else None
  | Some (_, a), None => Some (Zpos (Qden a), Qnum a, Zpos (Qden a), 0, 1)%Z
  | None, Some (_, b) => Some (Qnum b, Zneg (Qden b), Zpos (Qden b), 1, 0)%Z
  | None, None => None
  end.
Lemma Qnum_R q : IZR (Qnum q) = Q2R q * IZR (Zpos (Qden q)).
Proof. unfold Q2R. field. apply not_0_IZR. discriminate. Qed.
Lemma lines_R g u1 u0 d s1 s0 x : lines g = Some (u1, u0, d, s1, s0) ->
  let v := IZR d * (IZR s1 * alpha g x + IZR s0 * beta g x) in 0 < v /\ IZR u1 * alpha g x + IZR u0 * beta g x = x * v.
Proof.
intro L. cbv zeta. revert L. unfold lines, alpha, beta.
assert (D : forall q : Q, 0 < IZR (Zpos (Qden q))) by (intro; apply IZR_lt; reflexivity).
destruct (g_lo g) as [[sa a] |], (g_hi g) as [[sb b] |]; [| | | discriminate].
- destruct (Qle_bool b a) eqn:E; [discriminate |]. set (m := Z.lcm _ _). destruct (Z.ltb 0 m) eqn:P; [| discriminate].
  destruct (scaled m a) eqn:Sa; [| discriminate]. destruct (scaled m b) eqn:Sb; [| discriminate].
  apply scaled_R in Sa, Sb. intro T; apply certify_some in T; injection T as <- <- <- <- <-. apply Z.ltb_lt, IZR_lt in P.
  assert (W : Q2R a < Q2R b).
  { apply Qlt_Rlt. apply Qnot_le_lt. intro l. apply Qle_bool_iff in l. congruence. }
  rewrite Sa, Sb. split; [| ring].
  replace (IZR m * (1 * (x - Q2R a) + 1 * (Q2R b - x))) with (IZR m * (Q2R b - Q2R a)) by ring. apply Rmult_lt_0_compat; lra.
- intro T; apply certify_some in T; injection T as <- <- <- <- <-. specialize (D a). rewrite Qnum_R. split; [lra | ring].
- intro T; apply certify_some in T; injection T as <- <- <- <- <-. specialize (D b). change (IZR (Zneg (Qden b))) with (- IZR (Zpos (Qden b))). rewrite Qnum_R. split; [lra | ring].
Qed.

(* u = u1 a + u0 b and v = d (a + b): first as forms in a and s = a + b, then by additions alone *)
Definition by_shifts (u1 u0 d : Z) (l : list (list Z)) : list (list Z) :=
  fst (change 1 1 1 0 (rev (fst (change (u1 - u0) u0 0 1 (fst (clear d l)))))).
Lemma form_end (f : list Z -> R) a b x l : form f a b (l ++ [x]) = b * form f a b l + a ^ length l * f x.
Proof. induction l as [| y l IH]; cbn [app form length pow]; [ring |]. rewrite IH, app_length, Nat.add_1_r. cbn [pow]. ring. Qed.
Lemma form_rev (f : list Z -> R) a b l : form f a b (rev l) = form f b a l.
Proof. induction l as [| x l IH]; [reflexivity |]. cbn [rev form]. rewrite form_end, IH, rev_length. ring. Qed.
Lemma by_shifts_R u1 u0 d a b y l : length (by_shifts u1 u0 d l) = length l /\
  form (fun r => dot r y) a b (by_shifts u1 u0 d l) = form (fun r => dot r y) (IZR u1 * a + IZR u0 * b) (IZR d * (a + b)) l.
Proof.
unfold by_shifts. set (c := fst (clear d l)). set (t := fst (change (u1 - u0) u0 0 1 c)).
destruct (clear_R d (IZR u1 * a + IZR u0 * b) (a + b) y l) as [K1 [_ K2]]. fold c in K1, K2.
destruct (change_R (u1 - u0) u0 0 1 a (a + b) y c) as [T1 [_ [_ T2]]]. fold t in T1, T2.
destruct (change_R 1 1 1 0 a b y (rev t)) as [E1 [_ [_ E2]]]. rewrite rev_length in E1. split; [congruence |].
replace (1 * a + 1 * b) with (a + b) in E2 by ring. replace (1 * a + 0 * b) with a in E2 by ring. rewrite E2, form_rev, T2, <- K2, minus_IZR.
f_equal; ring.
Qed.
Definition line_v (g : gen) (x : R) : R :=
  match lines g with Some (_, _, d, s1, s0) => IZR d * (IZR s1 * alpha g x + IZR s0 * beta g x) | None => 1 end.
(* the form in x v and v as one in alpha and beta *)
Definition convert (g : gen) (l : list (list Z)) : option (list (list Z)) :=
  match lines g with
  | Some (u1, u0, d, s1, s0) => Some (if (Z.eqb s1 1 && Z.eqb s0 1)%bool then by_shifts u1 u0 d l else fst (change u1 u0 s1 s0 (fst (clear d l))))
  | None => None
  end.
Lemma convert_R g x y l r : convert g l = Some r ->
  length r = length l /\ form (fun r => dot r y) (alpha g x) (beta g x) r = form (fun r => dot r y) (x * line_v g x) (line_v g x) l.
Proof.
unfold convert, line_v. destruct (lines g) as [[[[[u1 u0] d] s1] s0] |] eqn:L; [| discriminate].
intro T; apply certify_some in T; subst r. destruct (lines_R g u1 u0 d s1 s0 x L) as [_ U]. destruct (Z.eqb s1 1 && Z.eqb s0 1)%bool eqn:S.
- apply andb_prop in S. destruct S as [S1 S0]. apply Z.eqb_eq in S0, S1. subst s1 s0.
  destruct (by_shifts_R u1 u0 d (alpha g x) (beta g x) y l) as [B1 B2]. split; [exact B1 |]. rewrite B2, U. f_equal; ring.
- destruct (change_R u1 u0 s1 s0 (alpha g x) (beta g x) y (fst (clear d l))) as [C1 [_ [_ C2]]].
  destruct (clear_R d (x * (IZR d * (IZR s1 * alpha g x + IZR s0 * beta g x))) (IZR s1 * alpha g x + IZR s0 * beta g x) y l) as [C3 [_ C4]].
  split; [congruence |]. rewrite C2, U, C4. reflexivity.
Qed.

(* ---- polynomials with whole coefficients ---- *)
Definition zpoly := list (mono * Z).
Fixpoint zpoly_R (e : nat -> R) (p : zpoly) : R := match p with nil => 0 | t :: p => IZR (snd t) * mono_R e (fst t) + zpoly_R e p end.
Definition common (p : poly) : Z := fold_right (fun t d => Z.lcm (Zpos (Qden (snd t))) d) 1%Z p.
Fixpoint whole (d : Z) (p : poly) : option zpoly :=
  match p with
  | nil => Some nil
  | t :: p => match scaled d (snd t), whole d p with Some z, Some p => Some ((fst t, z) :: p) | _, _ => None end
  end.
Lemma whole_R d e p : forall q, whole d p = Some q -> zpoly_R e q = IZR d * poly_R e p.
Proof.
induction p as [| t p IH]; simpl; intro q.
- intro T; apply certify_some in T; subst q. simpl. ring.
- destruct (scaled d (snd t)) eqn:S; [| discriminate]. destruct (whole d p) as [r |]; [| discriminate].
  intro T; apply certify_some in T; subst q. simpl. rewrite (IH r eq_refl), (scaled_R _ _ _ S). unfold term_R. ring.
Qed.

(* By powers of the first generator, from 0 to n: the polynomials in the others *)
Fixpoint insert (k : nat) (t : mono * Z) (l : list zpoly) : option (list zpoly) :=
  match k, l with
  | _, nil => None
  | O, q :: l => Some ((t :: q) :: l)
  | S k, q :: l => match insert k t l with Some l => Some (q :: l) | None => None end
  end.
Fixpoint slices (n : nat) (p : zpoly) : option (list zpoly) :=
  match p with
  | nil => Some (repeat nil (S n))
  | t :: p => match slices n p with Some l => insert (hd O (fst t)) (tl (fst t), snd t) l | None => None end
  end.
Fixpoint series (e : nat -> R) (l : list zpoly) : R := match l with nil => 0 | q :: l => zpoly_R (rest e) q + e O * series e l end.
Lemma hd_tl_R m e : mono_R e m = e O ^ hd O m * mono_R (rest e) (tl m).
Proof. unfold rest. destruct m; simpl; ring. Qed.
Lemma insert_R e k t : forall l r, insert k t l = Some r ->
  length r = length l /\ series e r = e O ^ k * (IZR (snd t) * mono_R (rest e) (fst t)) + series e l.
Proof.
induction k as [| k IH]; intros [| q l] r; simpl; try discriminate.
- intro T; apply certify_some in T; subst r. split; [reflexivity | simpl; ring].
- destruct (insert k t l) as [l' |] eqn:E; [| discriminate]. intro T; apply certify_some in T; subst r.
  destruct (IH l l' E) as [E1 E2]. simpl. rewrite E1, E2. split; [reflexivity | ring].
Qed.
Lemma slices_R e n p : forall l, slices n p = Some l -> length l = S n /\ series e l = zpoly_R e p.
Proof.
induction p as [| t p IH]; intro l; cbn [slices zpoly_R].
- intro T; apply certify_some in T; subst l. split; [apply repeat_length |]. generalize (S n). intro m. induction m as [| m IH]; simpl; [ring | rewrite IH; ring].
- destruct (slices n p) as [l' |]; [| discriminate]. intro I. destruct (insert_R e _ _ _ _ I) as [E1 E2], (IH l' eq_refl) as [E3 E4].
  split; [congruence |]. rewrite E2, E4, (hd_tl_R (fst t) e). simpl. ring.
Qed.

(* ---- the basis of a box, and the coefficients in it ---- *)
Fixpoint spread (a b : R) (m : nat) (l : list R) : list R :=
  match m with O => nil | S m => map (Rmult (b ^ m)) l ++ map (Rmult a) (spread a b m l) end.
Fixpoint basis (B : box) (ns : list nat) (e : nat -> R) : list R :=
  match B with
  | nil => [1]
  | g :: B =>
      let l := basis B (tl ns) (rest e) in match hd O ns with O => l | S _ as n => spread (alpha g (e O)) (beta g (e O)) (S n) l end
  end.
(* which of it are positive on the box *)
Fixpoint spread_signs (a b : bool) (m : nat) (l : list bool) : list bool :=
  match m with
  | O => nil
  | S m => (match m with O => l | _ => map (andb b) l end) ++ map (andb a) (spread_signs a b m l)
  end.
Definition is_strict (b : option (bool * Q)) : bool := match b with Some (false, _) => false | _ => true end.
Fixpoint signs (B : box) (ns : list nat) : list bool :=
  match B with
  | nil => [true]
  | g :: B =>
      let l := signs B (tl ns) in match hd O ns with O => l | S _ as n => spread_signs (is_strict (g_lo g)) (is_strict (g_hi g)) (S n) l end
  end.
Fixpoint all_some {A B : Type} (f : A -> option B) (l : list A) : option (list B) :=
  match l with nil => Some nil | x :: l => match f x, all_some f l with Some y, Some l => Some (y :: l) | _, _ => None end end.
Fixpoint constant (p : zpoly) : option Z :=
  match p with nil => Some 0%Z | (nil, c) :: p => match constant p with Some d => Some (c + d)%Z | None => None end | _ => None end.
Fixpoint coefficients (B : box) (ns : list nat) (p : zpoly) : option (list Z) :=
  match B with
  | nil => match constant p with Some c => Some [c] | None => None end
  | g :: B =>
      match slices (hd O ns) p with
      | None => None
      | Some l =>
          match all_some (coefficients B (tl ns)) l with
          | None => None
          | Some l =>
              match hd O ns with
              | O => Some (hd nil l)
              | S _ => match convert g l with Some r => Some (flat_map (pad (signs B (tl ns))) r) | None => None end
              end
          end
      end
  end.
Fixpoint weight (B : box) (ns : list nat) (e : nat -> R) : R :=
  match B with nil => 1 | g :: B => line_v g (e O) ^ hd O ns * weight B (tl ns) (rest e) end.
Lemma line_v_pos g x : 0 < line_v g x.
Proof.
unfold line_v. destruct (lines g) as [[[[[u1 u0] d] s1] s0] |] eqn:L; [| lra]. exact (proj1 (lines_R g u1 u0 d s1 s0 x L)).
Qed.
Lemma weight_pos B : forall ns e, 0 < weight B ns e.
Proof. induction B as [| g B IH]; intros ns e; simpl; [lra |]. apply Rmult_lt_0_compat; [apply pow_lt, line_v_pos | apply IH]. Qed.
Lemma spread_length a b l : forall m, length (spread a b m l) = (m * length l)%nat.
Proof. induction m as [| m IH]; simpl; [reflexivity |]. rewrite app_length, !map_length, IH. reflexivity. Qed.
Lemma spread_signs_length a b l : forall m, length (spread_signs a b m l) = (m * length l)%nat.
Proof. induction m as [| m IH]; simpl; [reflexivity |]. rewrite app_length, !map_length, IH. destruct m; [| rewrite map_length]; reflexivity. Qed.
Lemma signs_length B : forall ns e, length (signs B ns) = length (basis B ns e).
Proof.
induction B as [| g B IH]; intros ns e; [reflexivity |]. cbn [signs basis]. destruct (hd O ns) as [| n]; [apply IH |].
rewrite spread_length, spread_signs_length. now rewrite (IH (tl ns) (rest e)).
Qed.
Lemma flat_R (fl : list bool) a b y : length fl = length y -> forall rows,
  dot (flat_map (pad fl) rows) (spread a b (length rows) y) = form (fun r => dot r y) a b rows.
Proof.
intro E. induction rows as [| r rows IH]; [reflexivity |]. cbn [flat_map length spread form].
rewrite dot_pad by now rewrite map_length. rewrite !dot_times, IH. reflexivity.
Qed.
Lemma constant_R e p : forall c, constant p = Some c -> zpoly_R e p = IZR c.
Proof.
induction p as [| [[|] z] p IH]; simpl; intro c; [| | discriminate].
- intro T; apply certify_some in T; subst c. reflexivity.
- destruct (constant p) as [d |]; [| discriminate]. intro T; apply certify_some in T; subst c. rewrite (IH d eq_refl), plus_IZR. ring.
Qed.
(* rows that stand for polynomials up to the factor w, as powers of x = u / v *)
Lemma form_series (f : zpoly -> option (list Z)) w e v y : (forall q c, f q = Some c -> dot c y = w * zpoly_R (rest e) q) ->
  forall l rows, all_some f l = Some rows ->
  length rows = length l /\ v * form (fun r => dot r y) (e O * v) v rows = v ^ length l * (w * series e l).
Proof.
intros F. induction l as [| q l IH]; intro rows; cbn [all_some].
- intro T; apply certify_some in T; subst rows. simpl. split; [reflexivity | ring].
- destruct (f q) as [c |] eqn:Q; [| discriminate]. destruct (all_some f l) as [r |]; [| discriminate].
  intro T; apply certify_some in T; subst rows. destruct (IH r eq_refl) as [E1 E2]. cbn [length form series pow]. split; [now rewrite E1 |].
  rewrite E1, (F _ _ Q). rewrite Rmult_plus_distr_l.
  replace (v * (e O * v * form (fun r0 => dot r0 y) (e O * v) v r)) with (e O * v * (v * form (fun r0 => dot r0 y) (e O * v) v r)) by ring.
  rewrite E2. ring.
Qed.
Lemma coefficients_R B : forall ns p c e, coefficients B ns p = Some c -> dot c (basis B ns e) = weight B ns e * zpoly_R e p.
Proof.
induction B as [| g B IH]; intros ns p c e; cbn [coefficients basis weight].
- destruct (constant p) as [d |] eqn:K; [| discriminate]. intro T; apply certify_some in T; subst c. rewrite (constant_R e p d K). simpl. ring.
- destruct (slices (hd O ns) p) as [l |] eqn:Sl; [| discriminate]. destruct (slices_R e _ _ _ Sl) as [E1 E2].
  destruct (all_some _ l) as [rows |] eqn:Al; [| discriminate].
  destruct (form_series (coefficients B (tl ns)) (weight B (tl ns) (rest e)) e (line_v g (e O)) (basis B (tl ns) (rest e))
              (fun q c' H => IH (tl ns) q c' (rest e) H) l rows Al) as [E3 E4].
  rewrite E1, E2 in *. assert (V := line_v_pos g (e O)).
  destruct (hd O ns) as [| n]; [| destruct (convert g rows) as [r |] eqn:C; [| discriminate]];
    intro T; apply certify_some in T; subst c.
  + destruct rows as [| r [| r' rows]]; try discriminate. cbn [hd]. simpl in E4.
    apply (Rmult_eq_reg_l (line_v g (e O))); [| lra]. simpl.
    replace (line_v g (e O) * dot r (basis B (tl ns) (rest e))) with
      (line_v g (e O) * (1 * dot r (basis B (tl ns) (rest e)) + e O * line_v g (e O) * 0)) by ring. rewrite E4. ring.
  + destruct (convert_R g (e O) (basis B (tl ns) (rest e)) rows r C) as [C1 C2].
    rewrite <- E3, <- C1, flat_R by apply signs_length. rewrite C2.
    apply (Rmult_eq_reg_l (line_v g (e O))); [| lra]. rewrite E4. cbn [pow]. ring.
Qed.

(* ---- what coefficients say ---- *)
Definition sign_of (b : bool) (x : R) : Prop := 0 <= x /\ (b = true -> 0 < x).
Lemma below_R b x : below b x <-> match b with None => True | Some (true, q) => Q2R q < x | Some (false, q) => Q2R q <= x end.
Proof. unfold below. destruct b as [[[] q] |]; rewrite ?lit_R; tauto. Qed.
Lemma above_R b x : above b x <-> match b with None => True | Some (true, q) => x < Q2R q | Some (false, q) => x <= Q2R q end.
Proof. unfold above. destruct b as [[[] q] |]; rewrite ?lit_R; tauto. Qed.
Lemma alpha_sign g x : in_gen g x -> sign_of (is_strict (g_lo g)) (alpha g x).
Proof. intros [H _]. apply below_R in H. unfold sign_of, alpha, is_strict. destruct (g_lo g) as [[[] q] |]; split; intros; lra || discriminate. Qed.
Lemma beta_sign g x : in_gen g x -> sign_of (is_strict (g_hi g)) (beta g x).
Proof. intros [_ [H _]]. apply above_R in H. unfold sign_of, beta, is_strict. destruct (g_hi g) as [[[] q] |]; split; intros; lra || discriminate. Qed.
Lemma either_sign g x u1 u0 d s1 s0 : lines g = Some (u1, u0, d, s1, s0) -> in_gen g x -> 0 < alpha g x \/ 0 < beta g x.
Proof.
intros L G. destruct (alpha_sign g x G) as [A _], (beta_sign g x G) as [B _]. destruct (lines_R g u1 u0 d s1 s0 x L) as [V _].
destruct (Req_dec (alpha g x) 0) as [Za |]; [| left; lra].
destruct (Req_dec (beta g x) 0) as [Zb |]; [| right; lra]. rewrite Za, Zb in V. rewrite !Rmult_0_r, Rplus_0_r, Rmult_0_r in V. lra.
Qed.
Lemma times_sign b c x l s : sign_of b x -> Forall2 sign_of l s -> (c = true -> b = true) -> Forall2 sign_of (map (andb c) l) (map (Rmult x) s).
Proof.
intros [P1 P2] F I. induction F as [| d y l s [Q1 Q2] F IH]; simpl; constructor; [| exact IH]. split; [now apply Rmult_le_pos |].
intro E. apply andb_prop in E. apply Rmult_lt_0_compat; [apply P2, I | apply Q2]; tauto.
Qed.
Lemma spread_sign a b x y l s : sign_of a x -> sign_of b y -> Forall2 sign_of l s ->
  forall m, Forall2 sign_of (spread_signs a b m l) (spread x y m s).
Proof.
intros Hx Hy F. induction m as [| m IH]; cbn [spread spread_signs]; [constructor |].
apply Forall2_app; [| now apply (times_sign a a)]. destruct m as [| m].
- clear IH. induction F as [| d z l s D F IH]; simpl; constructor; [| exact IH]. now rewrite Rmult_1_l.
- apply (times_sign b b); [| exact F | tauto]. destruct Hy as [Y1 Y2]. split; [now apply pow_le |]. intro E. now apply pow_lt, Y2.
Qed.
Lemma basis_signs B : forall ns e, in_box B e -> Forall2 sign_of (signs B ns) (basis B ns e).
Proof.
induction B as [| g B IH]; intros ns e; cbn [in_box signs basis].
- intros _. repeat constructor; lra.
- intros [G H]. specialize (IH (tl ns) (rest e) H). destruct (hd O ns) as [| n]; [exact IH |].
  apply spread_sign; [now apply alpha_sign | now apply beta_sign | exact IH].
Qed.
Lemma Exists_times x s : 0 < x -> Exists (Rlt 0) s -> Exists (Rlt 0) (map (Rmult x) s).
Proof. intros P E. induction E; simpl; [left; now apply Rmult_lt_0_compat | now right]. Qed.
Lemma spread_some x y s : 0 < x \/ 0 < y -> Exists (Rlt 0) s -> forall m, Exists (Rlt 0) (spread x y (S m) s).
Proof.
intros P E. induction m as [| m IH]; cbn [spread].
- apply Exists_app. left. apply Exists_times; [simpl; lra | exact E].
- apply Exists_app. destruct P as [P | P]; [right; now apply Exists_times | left; apply Exists_times; [now apply pow_lt | exact E]].
Qed.
(* whether all generators that occur have a basis *)
Fixpoint formed (B : box) (ns : list nat) : bool :=
  match B with nil => true | g :: B => match hd O ns, lines g with S _, None => false | _, _ => formed B (tl ns) end end.
Lemma basis_some B : forall ns e, in_box B e -> formed B ns = true -> Exists (Rlt 0) (basis B ns e).
Proof.
induction B as [| g B IH]; intros ns e; cbn [in_box formed basis].
- intros _ _. left. lra.
- intros [G H]. specialize (IH (tl ns) (rest e) H). destruct (hd O ns) as [| n]; [exact IH |].
  destruct (lines g) as [[[[[u1 u0] d] s1] s0] |] eqn:L; [| discriminate]. intro F. apply spread_some; [| now apply IH].
  exact (either_sign g (e O) u1 u0 d s1 s0 L G).
Qed.
Fixpoint none_negative (c : list Z) : bool := match c with nil => true | z :: c => if Z.leb 0 z then none_negative c else false end.
Fixpoint all_positive (l : list bool) (c : list Z) : bool :=
  match l, c with nil, _ => true | _ :: l, z :: c => if Z.ltb 0 z then all_positive l c else false | _, nil => false end.
Fixpoint one_positive (l : list bool) (c : list Z) : bool :=
  match l, c with b :: l, z :: c => if (b && Z.ltb 0 z)%bool then true else one_positive l c | _, _ => false end.
Lemma none_negative_R l s : Forall2 sign_of l s -> forall c, none_negative c = true -> 0 <= dot c s.
Proof.
induction 1 as [| b x l s [P _] F IH]; intros [| z c]; simpl; try lra. destruct (Z.leb 0 z) eqn:Z; [| discriminate]. intro N.
apply Z.leb_le, IZR_le in Z. apply Rplus_le_le_0_compat; [now apply Rmult_le_pos | now apply IH].
Qed.
Lemma one_positive_R l s : Forall2 sign_of l s -> forall c, none_negative c = true -> one_positive l c = true -> 0 < dot c s.
Proof.
induction 1 as [| b x l s [P Q] F IH]; intros [| z c]; simpl; try discriminate. destruct (Z.leb 0 z) eqn:Z; [| discriminate]. intro N.
apply Z.leb_le, IZR_le in Z. assert (T := none_negative_R l s F c N). destruct (b && Z.ltb 0 z)%bool eqn:E.
- intros _. apply andb_prop in E. destruct E as [E1 E2]. apply Z.ltb_lt, IZR_lt in E2.
  assert (0 < IZR z * x) by (apply Rmult_lt_0_compat; [exact E2 | now apply Q]). lra.
- intro O. specialize (IH c N O). assert (0 <= IZR z * x) by now apply Rmult_le_pos. lra.
Qed.
Lemma all_positive_R l s : Forall2 sign_of l s -> forall c, all_positive l c = true -> 0 <= dot c s /\ (Exists (Rlt 0) s -> 0 < dot c s).
Proof.
induction 1 as [| b x l s [P _] F IH]; intros c; simpl.
- intros _. split; [destruct c; simpl; lra |]. intro E. inversion E.
- destruct c as [| z c]; [discriminate |]. destruct (Z.ltb 0 z) eqn:Z; [| discriminate]. intro A. destruct (IH c A) as [I1 I2].
  apply Z.ltb_lt, IZR_lt in Z. simpl. assert (0 <= IZR z * x) by (apply Rmult_le_pos; lra). split; [lra |].
  intro E. inversion E; subst; [| specialize (I2 ltac:(assumption)); lra].
  assert (0 < IZR z * x) by now apply Rmult_lt_0_compat. lra.
Qed.

Fixpoint max_degrees (a b : mono) : mono :=
  match a, b with nil, _ => b | _, nil => a | x :: a, y :: b => Nat.max x y :: max_degrees a b end.
Fixpoint degrees (p : poly) : list nat := match p with nil => nil | t :: p => max_degrees (fst t) (degrees p) end.
Definition bernstein (B : box) (p : poly) : option (list Z) :=
  let ns := degrees p in let d := common p in
  if (Z.ltb 0 d && formed B ns)%bool then match whole d p with Some q => coefficients B ns q | None => None end else None.
Lemma bernstein_R B p c e : bernstein B p = Some c ->
  formed B (degrees p) = true /\ exists w, 0 < w /\ dot c (basis B (degrees p) e) = w * poly_R e p.
Proof.
unfold bernstein. cbv zeta. destruct (Z.ltb 0 (common p) && _)%bool eqn:E; [| discriminate]. apply andb_prop in E. destruct E as [D F].
destruct (whole (common p) p) as [q |] eqn:W; [| discriminate]. intro C. split; [exact F |].
exists (weight B (degrees p) e * IZR (common p)). apply Z.ltb_lt, IZR_lt in D. split; [apply Rmult_lt_0_compat; [apply weight_pos | exact D] |].
rewrite (coefficients_R B _ q c e C), (whole_R _ e p q W). ring.
Qed.
Definition test_nonneg (B : box) (p : poly) : bool := match bernstein B p with Some c => none_negative c | None => false end.
Definition test_pos (B : box) (p : poly) : bool :=
  match bernstein B p with
  | Some c =>
      let l := signs B (degrees p) in
      if none_negative c then if one_positive l c then true else all_positive l c else false
  | None => false
  end.
Lemma test_nonneg_R B p e : in_box B e -> test_nonneg B p = true -> 0 <= poly_R e p.
Proof.
intro H. unfold test_nonneg. destruct (bernstein B p) as [c |] eqn:E; [| discriminate]. destruct (bernstein_R B p c e E) as [F [w [W D]]].
intro N. apply (none_negative_R _ _ (basis_signs B (degrees p) e H)) in N. rewrite D in N.
apply (Rmult_le_reg_l w); [exact W | now rewrite Rmult_0_r].
Qed.
Lemma test_pos_R B p e : in_box B e -> test_pos B p = true -> 0 < poly_R e p.
Proof.
intro H. unfold test_pos. destruct (bernstein B p) as [c |] eqn:E; [| discriminate]. destruct (bernstein_R B p c e E) as [F [w [W D]]].
cbv zeta. destruct (none_negative c) eqn:N; [| discriminate]. intro T.
apply (Rmult_lt_reg_l w); [exact W |]. rewrite Rmult_0_r, <- D. assert (S := basis_signs B (degrees p) e H).
destruct (one_positive _ c) eqn:O; [exact (one_positive_R _ _ S c N O) |].
apply (all_positive_R _ _ S c T). now apply basis_some.
Qed.

